// @hey-api/openapi-ts's client reads a list to its end, page after page of the size it is given.
import { createClient } from "./assessment/client/index.ts";
import { listStudents } from "./assessment/sdk.gen.ts";

export async function read(baseUrl: string, token: string): Promise<string[]> {
  const client = createClient({ baseUrl, auth: token });
  const found: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { data, error } = await listStudents({ client, query: cursor ? { cursor } : {} });
    if (data === undefined) throw new Error(error?.code);
    found.push(...data.items.map((student) => student.source_id));
    cursor = data.next_cursor;
  }
  return found;
}
