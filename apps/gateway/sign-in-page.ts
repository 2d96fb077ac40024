/** A page without scripts that asks for the dashboard's token. */
export function signInPage(wasWrong: boolean): string {
  const note = wasWrong
    ? '<p role="alert">That is not the token. It is the value of DASHBOARD_TOKEN.</p>'
    : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Callboard: sign in</title>
<h1>Callboard</h1>
${note}
<form method="post" action="/sign-in">
<label>Token (DASHBOARD_TOKEN) <input name="token" type="password" autocomplete="current-password" autofocus required></label>
<button>Sign in</button>
</form>
</html>
`;
}
