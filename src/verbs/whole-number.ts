import { z } from 'zod'

/** From the command line as digits: `Number` alone would take an empty word for 0. */
const digits = z.string().regex(/^\d+$/, 'give a whole number').transform(Number)

/** A whole number of an option, both ends included. */
export const wholeNumber = (least: number, most: number) => z.union([digits, z.number()]).pipe(z.int().min(least).max(most))
