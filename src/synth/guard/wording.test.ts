import { expect, test } from 'vitest'
import { mentions } from './wording.ts'

test('a text speaks of a field by its name, its words or its first word', () => {
  expect(mentions('createdby in body is required', 'createdBy')).toBe(true)
  expect(mentions('estimated time is invalid', 'estimated_hours')).toBe(true)
  expect(mentions('due date must be greater', 'dueDate')).toBe(true)
  expect(mentions('name is required', 'surname')).toBe(false)
  expect(mentions('the order is closed', 'border')).toBe(false)
})
