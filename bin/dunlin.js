#!/usr/bin/env node
// Node runs TypeScript from a checkout or a linked folder, but not from inside
// node_modules; there the package as JSR serves it, compiled, is the one to use.
import { main } from "../cli.ts";

await main();
