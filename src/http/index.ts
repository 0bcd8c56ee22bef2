export type { Exchange, ExchangeFailure, HeaderList, HttpRequest, HttpResponse } from './exchange.ts'
