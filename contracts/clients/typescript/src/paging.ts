// Lists come in pages; whoever reads them all need not notice.

export interface Page<Row> {
  items: Row[];
  next_cursor?: string | null;
}

/** One page after the other, as long as there is a next one. */
export async function* pages<P extends Page<unknown>>(read: (cursor: string | undefined) => Promise<P>): AsyncGenerator<P, void, undefined> {
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    yield page;
    const next = page.next_cursor ?? undefined;
    if (next === undefined) return;
    if (next === cursor) throw new Error("A page names itself as the next one.");
    cursor = next;
  }
}

/** All rows of all pages, read as they are asked for. */
export async function* rows<Row>(all: AsyncIterable<Page<Row>>): AsyncGenerator<Row, void, undefined> {
  for await (const page of all) yield* page.items;
}
