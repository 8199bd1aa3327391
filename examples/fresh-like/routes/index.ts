import { database } from "../database.ts";

/** `GET /` */
export function handler(): Response {
  database.prepare("INSERT INTO visits (path) VALUES ('/')").run();
  return Response.json(database.prepare("SELECT count(*) AS visits FROM visits").get());
}
