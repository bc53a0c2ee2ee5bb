// openapi-fetch's client reads a list to its end, page after page of the size it is given.
import createClient from "openapi-fetch";
import type { paths } from "./assessment.ts";

export async function read(baseUrl: string, token: string): Promise<string[]> {
  const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
  const found: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { data, error } = await client.GET("/v1/students", { params: { query: cursor ? { cursor } : {} } });
    if (data === undefined) throw new Error(error.code);
    found.push(...data.items.map((student) => student.source_id));
    cursor = data.next_cursor;
  }
  return found;
}
