export { type DecodeContentOptions, decodeContent, decodeExchange } from './decode-content.ts'
