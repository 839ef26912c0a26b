import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { CourseView } from './course-view.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <CourseView />
  </StrictMode>,
);
