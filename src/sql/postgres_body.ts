import type { BodyTracker, OpenBody } from "./body_tracker.ts";
import type { Token } from "./token.ts";

/**
 * PostgreSQL: `BEGIN ATOMIC … END` of a function or procedure, and the
 * parenthesised commands of a rule. Sources: PostgreSQL manual, CREATE
 * FUNCTION, CREATE RULE.
 */
export class PostgresBody implements BodyTracker {
  #head: string[] = [];
  #kind: "unknown" | "routine" | "rule" | "plain" = "unknown";
  #previous = "";
  #begin: Token | null = null;
  #open: OpenBody | null = null;
  #parens: Token[] = [];
  #depth = 0;

  get open(): OpenBody | null {
    const paren = this.#kind === "rule" ? this.#parens[0] : undefined;
    return paren === undefined ? this.#open : { what: "(", offset: paren.start };
  }

  get settled(): boolean {
    return this.#kind === "plain";
  }

  read(token: Token, word: string): void {
    if (this.#kind === "unknown") this.#classify(word);
    else if (this.#kind === "rule") this.#rule(token, word);
    else if (this.#kind === "routine") this.#routine(token, word);
    this.#previous = word;
  }

  #classify(word: string): void {
    if (this.#head.length === 0 && word !== "CREATE") {
      this.#kind = "plain"; // nearly every statement of a large file
      return;
    }
    this.#head.push(word);
    const head = this.#head.join(" ");
    if (/^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)$/.test(head)) this.#kind = "routine";
    else if (/^CREATE (OR REPLACE )?RULE$/.test(head)) this.#kind = "rule";
    else if (!/^CREATE( OR( REPLACE)?)?$/.test(head)) this.#kind = "plain";
  }

  #rule(token: Token, word: string): void {
    if (word === "(") this.#parens.push(token);
    else if (word === ")") this.#parens.pop();
  }

  #routine(token: Token, word: string): void {
    if (this.#open === null) {
      if (word === "(") this.#depth++;
      else if (word === ")") this.#depth--;
      else if (this.#depth > 0) return; // an argument may be called begin, and its type atomic
      else if (word === "BEGIN") this.#begin = token;
      else if (word === "ATOMIC" && this.#previous === "BEGIN" && this.#begin !== null) {
        this.#open = { what: "BEGIN ATOMIC", offset: this.#begin.start };
      }
      return;
    }
    // The END of a CASE, or a column labelled "end", never follows a semicolon.
    const mayClose = this.#previous === ";" || this.#previous === "ATOMIC";
    if (word === "END" && mayClose) {
      this.#open = null;
      this.#kind = "plain";
    }
  }
}
