import type { SqlFlavor } from "./statement.ts";
import type { Token } from "./token.ts";

/** Words that may stand between CREATE and the kind of thing created. */
const PREFIX = new Set(["OR", "REPLACE", "AGGREGATE", "DEFINER"]);
const ROUTINES = new Set(["PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE"]);
/** MariaDB runs these outside of routines too. */
const COMPOUND = new Set(["IF", "CASE", "LOOP", "REPEAT", "WHILE", "FOR"]);
/** What a procedure says of itself before its body. */
const CHARACTERISTICS = new Set(
  ("COMMENT LANGUAGE SQL NOT DETERMINISTIC CONTAINS NO READS MODIFIES DATA SECURITY DEFINER " +
    "INVOKER USING").split(" "),
);
/** What a function's body can begin with: it has to come to a RETURN. */
const FUNCTION_BODY = new Set(["RETURN", "BEGIN", ...COMPOUND]);

/**
 * Reads a statement of MySQL or MariaDB up to where the body of a routine
 * begins, or until it is clear that there is none.
 */
export class MysqlRoutineHead {
  /** "plain": no body will come, so `;` ends the statement. */
  stage: "first" | "prefix" | "name" | "header" | "body" | "plain" = "first";
  /** Whether the token that began the body is its first one. */
  includesToken = false;
  /** Where a body opened whose end only a DELIMITER can tell (Oracle mode); else null. */
  unbounded: number | null = null;
  /** Where the block of a `BEGIN NOT ATOMIC` opened; else null. */
  block: number | null = null;
  readonly #flavor: SqlFlavor;
  #kind = "";
  #parens = 0;
  #hadParameters = false;
  #previous = "";
  #words: string[] = [];
  #start = 0;

  /** Starts before the first token of a statement. */
  constructor(flavor: SqlFlavor) {
    this.#flavor = flavor;
  }

  /** Whether the body has begun. */
  get inBody(): boolean {
    return this.stage === "body";
  }

  /** Takes a token and answers whether what comes next in the body begins a statement. */
  read(token: Token, word: string): boolean {
    const before = this.stage;
    this.#read(token, word);
    this.#previous = token.kind === "string" || token.kind === "name" ? "" : word;
    return this.stage === "body" && before !== "body";
  }

  #read(token: Token, word: string): void {
    switch (this.stage) {
      case "first":
        this.#start = token.start;
        return this.#first(word);
      case "prefix":
        return this.#prefix(token, word);
      case "name":
        this.stage = "header"; // IF NOT EXISTS is read over like the name
        return;
      case "header":
        return this.#header(token, word);
      default:
        return;
    }
  }

  #first(word: string): void {
    if (word === "CREATE" || word === "ALTER" || word === "BEGIN") this.stage = "prefix";
    else if (this.#flavor === "mariadb" && COMPOUND.has(word)) this.#begin(true);
    else this.stage = "plain";
    this.#words = [word];
  }

  #prefix(token: Token, word: string): void {
    this.#words.push(word);
    if (this.#words[0] === "BEGIN") return this.#anonymous();
    const isUser = this.#previous === "=" || this.#previous === "@" || token.kind === "symbol";
    if (isUser || PREFIX.has(word)) return;
    if (ROUTINES.has(word)) {
      this.#kind = word;
      this.stage = "name";
      if (word === "PACKAGE") this.unbounded = token.start;
    } else this.stage = "plain";
  }

  /** `BEGIN NOT ATOMIC`, not the BEGIN of a transaction. */
  #anonymous(): void {
    const words = this.#words.join(" ");
    if (words === "BEGIN NOT ATOMIC") {
      this.block = this.#start;
      this.#begin(false);
    } else if (words !== "BEGIN NOT") this.stage = "plain";
  }

  #header(token: Token, word: string): void {
    if (word === "(") this.#parens++;
    if (word === ")" && --this.#parens === 0) {
      this.#hadParameters = true;
      return;
    }
    if (this.#parens > 0 || this.#previous === "." || this.#previous === "@") return;
    if (this.#previous === "AS" || this.#previous === "IS") return this.#behindAs(token);
    if (this.#kind === "EVENT") this.#beginIf(word === "DO", false);
    else if (this.#kind === "TRIGGER") this.#triggerHeader(token, word);
    else if (word === "SONAME") this.stage = "plain";
    else if (word === ":") this.#beginIf(true, false); // label: BEGIN
    else if (this.#kind === "FUNCTION") this.#functionHeader(token, word);
    else if (this.#hadParameters && token.kind === "word") this.#procedureHeader(word);
  }

  #triggerHeader(token: Token, word: string): void {
    if (this.#words.at(-1) !== "ROW") {
      if (word === "ROW" && this.#previous === "EACH") this.#words.push("ROW");
      return;
    }
    const isOrder = word === "FOLLOWS" || word === "PRECEDES" ||
      this.#previous === "FOLLOWS" || this.#previous === "PRECEDES";
    this.#beginIf(!isOrder && token.kind === "word", true);
  }

  #functionHeader(token: Token, word: string): void {
    if (word === "RETURNS") this.#words.push(word);
    else if (this.#words.at(-1) === "RETURNS") this.#beginIf(FUNCTION_BODY.has(word), true);
    else if (word === "RETURN") this.unbounded ??= token.start; // Oracle's word for RETURNS
  }

  #procedureHeader(word: string): void {
    if (word === "AS" || word === "IS" || this.#previous === "LANGUAGE") return;
    this.#beginIf(!CHARACTERISTICS.has(word), true);
  }

  /** `AS $$ … $$` is a routine in another language, anything else is Oracle's syntax. */
  #behindAs(token: Token): void {
    if (token.kind === "string") this.stage = "plain";
    else this.unbounded ??= token.start;
  }

  #beginIf(condition: boolean, includesToken: boolean): void {
    if (condition) this.#begin(includesToken);
  }

  #begin(includesToken: boolean): void {
    this.stage = "body";
    this.includesToken = includesToken;
  }
}
