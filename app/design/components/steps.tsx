import type { Child } from "hono/jsx";

export interface StepsProps {
  /** "Question 3 of about 12". */
  label: Child;
  done: number;
  of: number;
}

/** How far a task of several pages has come. */
export const Steps = ({ label, done, of }: StepsProps) => (
  <div class="steps">
    <label>
      <span class="small quiet">{label}</span>
      <progress max={Math.max(of, 1)} value={Math.min(done, of)}></progress>
    </label>
  </div>
);
