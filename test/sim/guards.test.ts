import { proveServices } from './prove-services.ts'
import { signup } from './services/signup.ts'

proveServices([signup], {
  signup: { floorBp: 3000, reason: 'several errors in one answer, values that stay taken' },
})
