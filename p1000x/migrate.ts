import { main } from "../cli.ts";
import migrations from "./migrations/mod.ts";
await main({ migrations });
