import { z } from 'zod'
import { late } from '#base'

const ms = z.number()

const item = late(() => z.object({ atMs: ms, name: z.string(), collection: z.string().optional(), key: z.string().optional() }))

/** How far the agenda of a session has come. */
export const savedAgendaSchema = late(() =>
  z.object({
    beganMs: ms,
    doneMs: ms,
    doneAt: z.object({ atMs: ms, works: z.array(z.string()) }).optional(),
    done: z.array(item),
  }),
)

export type SavedAgenda = z.output<typeof savedAgendaSchema>
