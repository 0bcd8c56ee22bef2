import type { DivergenceCategory } from '#compare'

/** What a category of divergence says. */
export const categoryHelp: Readonly<Record<DivergenceCategory, string>> = {
  status_code_mismatch: 'The twin answers with another status.',
  value_mismatch: 'The field is there and has another value.',
  missing_field: 'The twin leaves a field out.',
  extra_field: 'The twin has a field that the service has not.',
  type_mismatch: 'The value is of another type.',
  array_length_mismatch: 'The list has more or fewer elements.',
  order_mismatch: 'The elements of the list come in another order.',
  header_mismatch: 'A header that clients act on is missing, or says something else.',
  format_mismatch: 'A value that each instance of the service makes up for itself is written otherwise than the service writes it.',
  symbol_inconsistent: 'A value that stands for one thing stood for another before.',
  twin_miss: 'The twin had no answer of its own.',
  no_answer: 'Nothing came back.',
  wire_mismatch: 'The server puts something else on the wire than the twin in it says, or breaks the rules of HTTP.',
}
