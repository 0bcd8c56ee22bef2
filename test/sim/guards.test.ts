import { proveServices } from './prove-services.ts'
import { signup } from './services/signup.ts'

proveServices([signup])
