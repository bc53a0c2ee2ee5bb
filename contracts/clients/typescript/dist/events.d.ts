export interface Heard {
    id: string;
    event: string;
    data: string;
    retry: number | null;
}
/** Events of a stream of text, however it is cut into pieces. What has no end yet is none. */
export declare function heard(pieces: AsyncIterable<string>): AsyncGenerator<Heard, void, undefined>;
