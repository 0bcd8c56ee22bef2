/** Takes content encodings off and puts them on again: `#recording/io` has the one for gzip, deflate, br and zstd. */
export interface ScrubCodec {
  /** The plain bytes, as far as the body goes when it was cut short; undefined when the encoding is unknown or the bytes are no such body. */
  decode(encoding: string, body: Uint8Array): Uint8Array | undefined
  encode(encoding: string, body: Uint8Array): Uint8Array
}
