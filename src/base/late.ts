import { z } from 'zod'

/**
 * A schema that is made when a value is first checked by it. Most files leave most of their sections out, and making all of them would be a
 * tenth of the time until a twin answers. Not for schemas with a default of their own: what is absent is left absent without asking them.
 */
export function late<Schema extends z.ZodType>(make: () => Schema): z.ZodLazy<Schema> {
  const schema = z.lazy(make)
  // zod asks the schema itself whether it may be absent, unless this is said.
  Object.defineProperties(schema._zod, { optin: { value: undefined }, optout: { value: undefined } })
  return schema
}
