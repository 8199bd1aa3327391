import type { Contender } from "../race/contender.ts";
import type { Peer } from "../peers/peer.ts";

/** How peers are run. */
export interface PeerRuntime {
  /** Where they are installed. */
  readonly installed: string;
  readonly node: string;
  readonly nodeVersion: string;
}

/** A peer from npm as a contender. `version` is that of its package. */
export function onNpm(peer: Peer, version: string, runtime: PeerRuntime): Contender {
  const { installed, node, nodeVersion } = runtime;
  const native = peer.name === "dbmate";
  return {
    name: peer.name,
    kind: "peer",
    version: native ? `${peer.name} ${version}` : `${peer.name} ${version}, Node ${nodeVersion}`,
    remark: (work) => peer.remark?.(work) ?? null,
    refusal: (work) =>
      peer.engines.includes(work.engine)
        ? peer.refusal?.(work) ?? null
        : `is for ${peer.engines.join(", ")} alone`,
    write: (folder, work) => peer.write(folder, work),
    call: (folder, work, url) => peer.call({ installed, node, folder, url }, work),
    history: (engine) => peer.history(engine),
  };
}
