import { expect, test } from 'vitest'
import { messageFor, messageForm } from './message-form.ts'

function said(text: string, field: string, other: string): string | undefined {
  const form = messageForm(text, field)
  return form && messageFor(form, other)
}

test('a message about one field becomes one about another', () => {
  expect(said("Name can't be blank", 'name', 'first_name')).toBe("First name can't be blank")
  expect(said('Activity cannot be blank', 'activity_id', 'subject')).toBe('Subject cannot be blank')
  expect(said('the unitPrice field is required', 'unitPrice', 'dueDate')).toBe('the dueDate field is required')
  expect(said('something is wrong', 'name', 'other')).toBeUndefined()
})
