export { type DecodeContentOptions, decodeContent, decodeExchange } from './decode-content.ts'
export { portHolder } from './port-holder.ts'
