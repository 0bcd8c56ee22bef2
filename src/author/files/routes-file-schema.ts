import { z } from 'zod'
import { collectionSchema, foldedModelSchema, anyJson as json } from '#model'
import { routesSchema, shortRouteSchema } from './author-schema.ts'

// `routes.yaml` as editors check it, in the forms in which `toVariantForm` and `assembleModel` take what a model says.

const { $schema: _, format, service, routes, headers: pairs, answers, miss, collections, ...native } = foldedModelSchema.unwrap().shape
const headers = z
  .union([z.record(z.string(), json), pairs.unwrap()])
  .optional()
  .describe('Templates by name; pairs where a name comes twice.')

const { body: bodySchema } = miss.unwrap().shape
const { encoding: __, value: ___, ...bodyFormat } = bodySchema.unwrap().shape

/** Of a union of two: the key that says which of them is meant. What is wrong is then said of that one, and not of both. */
export const toldApartBy = 'x-told-apart-by'

/** What stands in the place of the pairs and the body of the model. */
const writtenForm = {
  headers,
  body: json.optional().describe('Template of a JSON body.'),
  text: json.optional().describe('Template of a body that is text.'),
  xml: json.optional().describe('Template of a body that is XML.'),
  base64: json.optional().describe('Template of a body of bytes.'),
  format: z.strictObject(bodyFormat).partial().optional().describe('How the body is written.'),
}

const variant = miss.unwrap().omit({ headers: true, body: true }).extend(writtenForm)
const shared = z.strictObject({ answer: z.string().describe('Name of one of `answers`.'), name: z.string().optional() })
const anyVariant = z.union([shared, variant]).meta({ [toldApartBy]: 'answer' })
const nativeRoute = routes.element.extend({ variants: z.array(anyVariant) })

/** A route in short, or one with `variants` in the language of the model. */
const anyRoute = z.union([nativeRoute, shortRouteSchema]).meta({ [toldApartBy]: 'variants' })

export const routesFileSchema = z.strictObject({
  ...native,
  format: format.optional(),
  service: z.union([z.string(), service]).optional(),
  collections: z.record(z.string(), collectionSchema.unwrap().partial()).optional(),
  headers,
  answers: z.record(z.string(), variant.omit({ name: true })).optional(),
  miss: variant.optional(),
  error_body: routesSchema.shape.error_body,
  routes: z.array(anyRoute),
})
