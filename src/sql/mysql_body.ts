import type { BodyTracker, OpenBody } from "./body_tracker.ts";
import { MysqlRoutineHead } from "./mysql_routine_head.ts";
import type { Token } from "./token.ts";

/** A block, or a CASE expression, that waits for its END. */
interface Frame {
  readonly kind: string;
  readonly parens: number;
  readonly offset: number;
}

const EXPRESSION = "CASE expression";
const BLOCKS = new Set(["BEGIN", "IF", "CASE", "LOOP", "REPEAT", "WHILE", "FOR"]);
/** Behind these an END cannot close a CASE: it is a column. */
const WANTS_OPERAND = new Set(["WHEN", "THEN", "ELSE", "CASE", ",", "(", "=", "<", ">", "+", "-"]);

/**
 * MySQL and MariaDB: the bodies of routines, triggers and events, and
 * MariaDB's compound statements outside of them. It follows where a statement
 * may begin, because only there IF, CASE and REPEAT are blocks and not
 * functions or expressions. Sources: MySQL manual 15.6, MariaDB "Programmatic
 * and Compound Statements".
 */
export class MysqlBody implements BodyTracker {
  readonly #head: MysqlRoutineHead;
  #frames: Frame[] = [];
  #parens = 0;
  #previous = "";
  /** Whether the next token begins a statement of the body. */
  #atStatement = false;
  #handler: "none" | "declare" | "for" | "condition" | "sqlstate" | "not" | "behind" = "none";

  /** Starts before the first token of a statement. */
  constructor(flavor: "mysql" | "mariadb") {
    this.#head = new MysqlRoutineHead(flavor);
  }

  get open(): OpenBody | null {
    const { unbounded } = this.#head;
    if (unbounded !== null) {
      return { what: "routine body", offset: unbounded, needsDelimiter: true };
    }
    const block = this.#frames.find((frame) => frame.kind !== EXPRESSION);
    return block === undefined ? null : { what: block.kind, offset: block.offset };
  }

  get settled(): boolean {
    return this.#head.stage === "plain" && this.#head.unbounded === null;
  }

  read(token: Token, word: string): void {
    if (!this.#head.inBody) {
      this.#atStatement = this.#head.read(token, word);
      const { block } = this.#head;
      if (block !== null) this.#frames.push({ kind: "BEGIN", parens: 0, offset: block });
      if (!this.#head.inBody || !this.#head.includesToken) {
        this.#previous = word;
        return;
      }
    }
    this.#body(token, word);
    this.#previous = word;
  }

  #body(token: Token, word: string): void {
    if (word === "(") this.#parens++;
    else if (word === ")") this.#parens--;
    if (word === ";") return this.#nextStatement();
    if (this.#handler !== "none" && this.#readsHandler(token, word)) return;
    if (this.#previous === "." || this.#previous === "@") return;
    if (word === ":" && token.kind === "symbol") this.#atStatement = true;
    else if (this.#atStatement) this.#begins(token, word);
    else this.#goesOn(token, word);
  }

  #nextStatement(): void {
    // Also the CASE of an END CASE was taken for an expression.
    while (this.#frames.at(-1)?.kind === EXPRESSION) this.#frames.pop();
    this.#parens = 0;
    this.#handler = "none";
    this.#atStatement = true;
  }

  /** The first word of a statement. */
  #begins(token: Token, word: string): void {
    this.#atStatement = word === "BEGIN" || word === "LOOP" || word === "REPEAT" || word === "ELSE";
    if (BLOCKS.has(word)) this.#push(word, token);
    else if (word === "END") this.#pop();
    else if (word === "DECLARE") this.#handler = "declare";
  }

  /** A later word of a statement. */
  #goesOn(token: Token, word: string): void {
    const top = this.#frames.at(-1);
    const inside = top !== undefined && top.parens === this.#parens;
    if (word === "CASE") this.#push(EXPRESSION, token);
    else if (!inside) return;
    else if (word === "THEN" || word === "ELSE") {
      this.#atStatement = top.kind === "IF" || top.kind === "CASE";
    } else if (word === "DO") this.#atStatement = top.kind === "WHILE" || top.kind === "FOR";
    else if (word === "END" && top.kind === "REPEAT") this.#pop(); // UNTIL x END REPEAT
    else if (word === "END" && top.kind === EXPRESSION && !WANTS_OPERAND.has(this.#previous)) {
      this.#frames.pop();
    }
  }

  /** `DECLARE … HANDLER FOR condition, … statement`. Answers whether it took the token. */
  #readsHandler(token: Token, word: string): boolean {
    switch (this.#handler) {
      case "declare":
        if (word === "HANDLER") this.#handler = "for";
        return false;
      case "for":
        this.#handler = "condition";
        return true;
      case "condition":
        this.#handler = word === "SQLSTATE" ? "sqlstate" : word === "NOT" ? "not" : "behind";
        return true;
      case "sqlstate":
        if (token.kind === "string") this.#handler = "behind";
        return true;
      case "not":
        this.#handler = "behind";
        return true;
      default:
        if (word === ",") {
          this.#handler = "condition";
          return true;
        }
        this.#handler = "none";
        this.#atStatement = true;
        return false;
    }
  }

  #push(kind: string, token: Token): void {
    this.#frames.push({ kind, parens: this.#parens, offset: token.start });
  }

  #pop(): void {
    this.#frames.pop();
    this.#atStatement = false;
  }
}
