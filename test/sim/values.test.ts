import { proveServices } from './prove-services.ts'
import { bank } from './services/bank.ts'
import { blog } from './services/blog.ts'
import { orderLedger } from './services/order-ledger.ts'
import { wallets } from './services/wallets.ts'

proveServices([orderLedger, bank, blog, wallets])
