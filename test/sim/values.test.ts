import { proveServices } from './prove-services.ts'
import { bank } from './services/bank.ts'
import { blog } from './services/blog.ts'
import { orderLedger } from './services/order-ledger.ts'

proveServices([orderLedger, bank, blog], {
  bank: { floorBp: 9300, reason: 'a list of entries without a key of their own' },
})
