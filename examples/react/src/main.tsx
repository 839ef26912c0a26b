import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { cache } from './cache.ts';
import { CourseView } from './course-view.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <CourseView />
  </StrictMode>,
);

if (import.meta.env.DEV) {
  const { mountDevtools } = await import('shelflife/devtools');
  mountDevtools(cache, { label: 'enroll_cache' });
}
