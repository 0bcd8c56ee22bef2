import { createFetchHandler } from 'doppel/browser'
import { http } from 'msw'

/** Answers what the app asks of the service; `model` is the twin's model.json. The same in Node and, by `setupWorker(...handlers)`, in a browser. */
export function mockService(baseUrl, model) {
  const twin = createFetchHandler(model, { origin: baseUrl })
  return { twin, handlers: [http.all(`${baseUrl}/*`, ({ request }) => twin(request))] }
}
