import { z } from 'zod'

/** A header as a user writes it, `Name: value`. */
export const headerLine = z
  .string()
  .regex(/^[\w-]+: ?.+$/, 'write it as "Name: value"')
  .transform((text): readonly [name: string, value: string] => {
    const colon = text.indexOf(':')
    return [text.slice(0, colon), text.slice(colon + 1).trim()]
  })
