/** What the demo's server begins with: a small blog. */
export const blog = {
  users: [
    { id: 1, name: 'Ada', city: 'London' },
    { id: 2, name: 'Grace', city: 'New York' },
    { id: 3, name: 'Edsger', city: 'Rotterdam' },
  ],
  posts: [
    { id: 1, title: 'On engines', status: 'published', likes: 12, userId: 1 },
    { id: 2, title: 'Notes on notes', status: 'draft', likes: 0, userId: 1 },
    { id: 3, title: 'A compiler', status: 'published', likes: 31, userId: 2 },
    { id: 4, title: 'Moths', status: 'published', likes: 7, userId: 2 },
    { id: 5, title: 'Go to considered', status: 'draft', likes: 3, userId: 3 },
  ],
  comments: [
    { id: 1, text: 'Lovely', author: 'Charles', postId: 1 },
    { id: 2, text: 'I disagree', author: 'Luigi', postId: 1 },
    { id: 3, text: 'Does it run?', author: 'Howard', postId: 3 },
    { id: 4, text: 'It flew away', author: 'Howard', postId: 4 },
  ],
}
