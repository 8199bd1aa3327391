import type { Entry, RaceResult } from "../race/results.ts";
import { spoken, times } from "./milliseconds.ts";
import { timesOf } from "./race_table.ts";
import { ratioOf } from "./ratio.ts";

/**
 * Who is ahead, in sentences made of the figures alone: the fastest dunlin
 * beside the fastest peer, every peer that is ahead of some dunlin, and every
 * dunlin beside the fastest peers and the raw client.
 */
export function verdict({ entries }: RaceResult): string {
  const of = (kind: Entry["kind"]) =>
    entries.filter((entry) => entry.kind === kind && timesOf(entry) !== null)
      .sort((a, b) => median(a) - median(b));
  const [ours, peers, raw] = [of("dunlin"), of("peer"), of("raw")];
  if (ours.length === 0) return "no dunlin has a figure.";
  if (peers.length + raw.length === 0) return `${list(ours.map(told))}.`;
  const onNode = peers.find(({ name }) => name !== peers[0]?.name && !isNative(name));
  const beside = [...peers.slice(0, 1), ...onNode && isNative(peers[0]!.name) ? [onNode] : []];
  return [
    ...peers.length > 0 ? [whoIsAhead(ours[0]!, peers[0]!), ...peersAhead(ours, peers)] : [],
    ...[...beside, ...raw].map((other) => besideOne(ours, other)),
  ].join(" ");
}

function whoIsAhead(best: Entry, peer: Entry): string {
  const ahead = median(best) <= median(peer);
  const [first, second] = ahead ? [best, peer] : [peer, best];
  const ratio = times(median(second) / median(first));
  const close = overlap(first, second) ? ", but their spreads overlap" : "";
  const who = ahead ? "dunlin" : peer.name;
  return `**${who} is ahead**: ${told(first)}, ${told(second)}, ${ratio} as long${close}.`;
}

/** Each peer that is faster than some dunlin, with those it is faster than. */
function peersAhead(ours: readonly Entry[], peers: readonly Entry[]): string[] {
  const groups = new Map<string, string[]>();
  for (const peer of peers) {
    const slower = ours.filter((entry) => median(entry) > median(peer)).map(short);
    if (slower.length === 0) continue;
    const of = slower.length === ours.length ? "every dunlin" : list(slower);
    groups.set(of, [...groups.get(of) ?? [], peer.name]);
  }
  if (groups.size === 0) return ["No peer is ahead of any dunlin."];
  const parts = [...groups].map(([of, names]) => `${list(names)} of ${of}`);
  return [`Peers that are ahead: ${parts.join("; ")}.`];
}

/** The ratio to one other of all of dunlin's. */
function besideOne(ours: readonly Entry[], other: Entry): string {
  const ratios = ours.flatMap((entry) => {
    const ratio = ratioOf(entry, other);
    return ratio === null ? [] : [`${short(entry)} ${times(ratio.median)}`];
  });
  return `Beside ${told(other)}: ${ratios.join(", ") || "no common round"}.`;
}

function told(entry: Entry): string {
  const figures = [spoken(median(entry)), ...entry.remark === null ? [] : [entry.remark]];
  return `${entry.name} (${figures.join(", ")})`;
}

function isNative(name: string): boolean {
  return name === "dbmate";
}

function short({ name }: Entry): string {
  return name.replace(/^dunlin, /, "");
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function median(entry: Entry): number {
  return timesOf(entry)!.median;
}

function overlap(one: Entry, other: Entry): boolean {
  const [a, b] = [timesOf(one)!, timesOf(other)!];
  return a.most >= b.least && b.most >= a.least;
}
