import assert from "node:assert/strict";
import { test } from "node:test";
import type { LeaseWords } from "../../src/dialects/lease.ts";
import { DriverError } from "../../src/drivers/connection.ts";
import { LeaseLock } from "../../src/execution/lease_lock.ts";
import type { Session } from "../../src/execution/session.ts";

const WORDS: LeaseWords = {
  acquire: () => ["acquire"],
  look: "look",
  renew: () => "renew",
  release: () => "release",
  breakUp: [],
  holder: "holder",
};
const WAITING = { waitMs: 0, signal: undefined, onEvent: () => {} };
const LEASE_SECONDS = 0.3;

/** A link on which nothing is ever answered; only closing it ends what was sent. */
function silentLink() {
  let close = () => {};
  const closed = new Promise<void>((resolve) => close = resolve);
  const send = () => closed.then(() => Promise.reject(lost()));
  return { send, query: send, close: () => Promise.resolve(close()) };
}

function lost(): DriverError {
  return new DriverError("connection", null, "closed");
}

test("a renewal that is never answered is given up, and the next one takes a new link", {
  timeout: 10_000,
}, async () => {
  const row = { token: "1", holder: "me" };
  let heard = () => {};
  const renewed = new Promise<void>((resolve) => heard = resolve);
  const good = {
    send: () => Promise.resolve(),
    query: () => Promise.resolve([row]).finally(heard),
    close: () => Promise.resolve(),
  };
  const links = [silentLink(), good];
  const session = {
    note: "me",
    dialect: { begin: "BEGIN" },
    connection: good,
    query: () => Promise.resolve([row]),
    beside: () => Promise.resolve(links.shift() ?? good),
  };
  const lock = new LeaseLock(session as unknown as Session, WORDS, WAITING, LEASE_SECONDS);
  await lock.regain();
  await renewed;
  await lock.release();
  assert.deepEqual(links, []);
});

test("the end of a run does not wait for a renewal that is never answered", {
  timeout: 10_000,
}, async () => {
  const row = { token: "1", holder: "me" };
  let opened = () => {};
  const beating = new Promise<void>((resolve) => opened = resolve);
  const sent: string[] = [];
  const session = {
    note: "me",
    dialect: { begin: "BEGIN" },
    connection: { send: (text: string) => Promise.resolve(void sent.push(text)) },
    query: () => Promise.resolve([row]),
    beside: () => Promise.resolve(silentLink()).finally(opened),
  };
  const lock = new LeaseLock(session as unknown as Session, WORDS, WAITING, LEASE_SECONDS);
  await lock.regain();
  await beating;
  await lock.release();
  assert.equal(sent.at(-1), "release");
});
