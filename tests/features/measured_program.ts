import process from "node:process";
import { main } from "../../cli.ts";

// The command line as it is; at its end it says how much memory it was seen to take. Not
// resourceUsage(): that begins with what the parent took.
const EVERY_MS = 5;

let peak = 0;
const look = () => peak = Math.max(peak, process.memoryUsage().rss);
const looking = setInterval(look, EVERY_MS);
look();
await main();
look();
clearInterval(looking);
process.stderr.write(`peak memory: ${Math.round(peak / 1000)} kB\n`);
