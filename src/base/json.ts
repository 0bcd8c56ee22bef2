/** A JSON value. Integers beyond 2^53 are `bigint`, so that 64-bit ids survive. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}
