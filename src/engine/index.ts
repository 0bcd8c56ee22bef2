export type { Answer, Provenance, SessionOptions, Twin, TwinSession } from './twin.ts'
