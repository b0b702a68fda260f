import type { Child } from "hono/jsx";

/** What a place says when there is nothing in it, and what one can do. */
export const EmptyState = ({ title, children }: { title: Child; children?: Child }) => (
  <div class="empty">
    <p>
      <strong>{title}</strong>
    </p>
    {children}
  </div>
);
