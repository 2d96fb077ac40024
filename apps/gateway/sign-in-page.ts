/**
 * A page without scripts that asks for the dashboard's token. It says where it comes from, to us alone: under
 * `no-referrer` a browser sends a form with `Origin: null`, which no guard lets through.
 */
export function signInPage(wasWrong: boolean): string {
  const note = wasWrong
    ? '<p role="alert">That is not the token. It is the value of DASHBOARD_TOKEN.</p>'
    : '<p>This dashboard is opened by its token, the value of <code>DASHBOARD_TOKEN</code>.</p>';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="same-origin">
<title>Callboard: sign in</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/sign-in.css">
<main>
<h1><img src="/favicon.svg" alt="">Callboard</h1>
${note}
<form method="post" action="/sign-in">
<label>Token <input name="token" type="password" autocomplete="current-password" autofocus required></label>
<button>Sign in</button>
</form>
</main>
</html>
`;
}
