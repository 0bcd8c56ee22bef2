export type { WireProblem } from './answer-reader.ts'
export { type DecodeContentOptions, decodeContent, decodeExchange } from './decode-content.ts'
export { portHolder } from './port-holder.ts'
export { type WireAnswer, WireClient, type WireClientOptions } from './wire-client.ts'
