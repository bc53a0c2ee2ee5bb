export interface Page<Row> {
    items: Row[];
    next_cursor?: string | null;
}
/** One page after the other, as long as there is a next one. */
export declare function pages<P extends Page<unknown>>(read: (cursor: string | undefined) => Promise<P>): AsyncGenerator<P, void, undefined>;
/** All rows of all pages, read as they are asked for. */
export declare function rows<Row>(all: AsyncIterable<Page<Row>>): AsyncGenerator<Row, void, undefined>;
