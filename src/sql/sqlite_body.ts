import type { BodyTracker, OpenBody } from "./body_tracker.ts";
import type { Token } from "./token.ts";

/**
 * SQLite: `CREATE TRIGGER … BEGIN … END`. The END that closes is the one right
 * behind a semicolon, which is how `sqlite3_complete` finds it too; the END of
 * a CASE or a column named end never stands there. Source: SQLite `complete.c`.
 */
export class SqliteBody implements BodyTracker {
  #head: string[] = [];
  #kind: "unknown" | "trigger" | "plain" = "unknown";
  #previous = "";
  #open: OpenBody | null = null;

  get open(): OpenBody | null {
    return this.#open;
  }

  get settled(): boolean {
    return this.#kind === "plain";
  }

  read(token: Token, word: string): void {
    if (this.#kind === "unknown") this.#classify(word);
    else if (this.#kind === "trigger") this.#trigger(token, word);
    this.#previous = word;
  }

  #classify(word: string): void {
    if (this.#head.length === 0 && word !== "CREATE" && word !== "EXPLAIN") {
      this.#kind = "plain"; // nearly every statement of a large file
      return;
    }
    this.#head.push(word);
    const head = this.#head.join(" ").replace(/^EXPLAIN ?(QUERY ?(PLAN ?)?)?/, "");
    if (/^CREATE (TEMP |TEMPORARY )?TRIGGER$/.test(head)) this.#kind = "trigger";
    else if (!/^(CREATE( TEMP| TEMPORARY)?)?$/.test(head)) this.#kind = "plain";
  }

  #trigger(token: Token, word: string): void {
    if (this.#open === null) {
      const isName = ["TRIGGER", "EXISTS", "ON", "OF", ",", "."].includes(this.#previous);
      if (word === "BEGIN" && !isName) this.#open = { what: "BEGIN", offset: token.start };
      return;
    }
    if (word === "END" && (this.#previous === ";" || this.#previous === "BEGIN")) {
      this.#open = null;
      this.#kind = "plain";
    }
  }
}
