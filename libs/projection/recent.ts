/** What remembering even an empty text takes, in characters. */
const LEAST_CHARACTERS = 400;

/**
 * Values made from texts, remembered while they are asked for. Bounded by the characters of the texts: when half the
 * room is used up the older half is let go, so nothing has to be kept in order of use.
 */
export class Recent<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();
  private characters = 0;

  constructor(private readonly maxCharacters: number) {}

  get(text: string, make: () => Value): Value {
    const known = this.young.get(text);
    if (known !== undefined) return known;
    const value = this.old.get(text) ?? make();
    const size = Math.max(text.length, LEAST_CHARACTERS);
    this.characters += size;
    if (this.characters > this.maxCharacters / 2) {
      this.old = this.young;
      this.young = new Map();
      this.characters = size;
    }
    this.young.set(text, value);
    return value;
  }
}
