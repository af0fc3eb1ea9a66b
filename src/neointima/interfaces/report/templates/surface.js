// Surfaces of rings and points among them, turned by mouse, touch and keys. Nearer pieces are painted over farther ones.
const turnable = (player, shape) => {
  const canvas = player.querySelector("canvas"), pen = canvas.getContext("2d");
  const pieces = [], corners = [], dots = [];
  for (const surface of shape.surfaces) {
    const first = corners.length / 3, around = surface.around;
    corners.push(...surface.points);
    surface.joined.forEach((joined, ring) => {
      if (!joined) return;
      for (let side = 0; side < around; side++) {
        const next = (side + 1) % around, here = first + ring * around, there = here + around;
        pieces.push({ at: [here + side, here + next, there + next, there + side], colour: surface.colour, share: surface.share, name: surface.name, half: side < around / 2 });
      }
    });
  }
  for (const kind of shape.struts) for (let n = 0; n < kind.points.length; n += 3) {
    dots.push({ at: corners.length / 3, colour: kind.colour });
    corners.push(kind.points[n], kind.points[n + 1], kind.points[n + 2]);
  }
  const low = [0, 1, 2].map((axis) => Infinity), high = low.map(() => -Infinity);
  for (let n = 0; n < corners.length; n++) { low[n % 3] = Math.min(low[n % 3], corners[n]); high[n % 3] = Math.max(high[n % 3], corners[n]); }
  const middle = low.map((end, axis) => (end + high[axis]) / 2);
  const reach = Math.hypot(...low.map((end, axis) => (high[axis] - end) / 2)) || 1;
  const across = Math.max(high[0] - low[0], high[1] - low[1]);
  const seen = new Float64Array(corners.length);
  // Along the vessel from left to right, a little from above.
  const start = () => turn(turn([0, 0, 1, 0, 1, 0, -1, 0, 0], "y", 0.55), "x", 0.35);
  const turn = (frame, axis, angle) => {
    const c = Math.cos(angle), s = Math.sin(angle);
    const by = axis === "x" ? [1, 0, 0, 0, c, -s, 0, s, c] : axis === "y" ? [c, 0, s, 0, 1, 0, -s, 0, c] : [c, -s, 0, s, c, 0, 0, 0, 1];
    const out = [];
    for (let row = 0; row < 3; row++) for (let column = 0; column < 3; column++) out.push(by[3 * row] * frame[column] + by[3 * row + 1] * frame[3 + column] + by[3 * row + 2] * frame[6 + column]);
    return out;
  };
  const hidden = new Set();
  let frame = start(), zoom = 1, open = false, asked = 0;
  const paint = () => {
    asked = 0;
    const fine = window.devicePixelRatio || 1, wide = canvas.clientWidth, tall = canvas.clientHeight;
    canvas.width = wide * fine; canvas.height = tall * fine;
    pen.setTransform(fine, 0, 0, fine, 0, 0);
    const scale = zoom * Math.min(wide / (2.05 * reach), tall / (1.3 * Math.max(across, reach * 0.5)));
    for (let n = 0; n < corners.length; n += 3) {
      const x = corners[n] - middle[0], y = corners[n + 1] - middle[1], z = corners[n + 2] - middle[2];
      for (let row = 0; row < 3; row++) seen[n + row] = (frame[3 * row] * x + frame[3 * row + 1] * y + frame[3 * row + 2] * z) * scale;
    }
    const shown = [];
    for (const piece of pieces) {
      if (hidden.has(piece.name) || (open && piece.half)) continue;
      piece.depth = piece.at.reduce((sum, at) => sum + seen[3 * at + 2], 0) / 4;
      shown.push(piece);
    }
    if (!hidden.has("struts")) for (const dot of dots) { dot.depth = seen[3 * dot.at + 2] + 1; shown.push(dot); }
    shown.sort((one, other) => one.depth - other.depth);
    for (const one of shown) {
      pen.beginPath();
      if (one.share === undefined) {
        pen.fillStyle = one.colour;
        pen.arc(wide / 2 + seen[3 * one.at], tall / 2 - seen[3 * one.at + 1], Math.max(1.5, Math.min(5, 0.06 * scale)), 0, 7);
        pen.fill();
        continue;
      }
      const [a, b, c, d] = one.at.map((at) => 3 * at);
      const u = [0, 1, 2].map((axis) => seen[c + axis] - seen[a + axis]), v = [0, 1, 2].map((axis) => seen[d + axis] - seen[b + axis]);
      const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
      const light = 0.35 + 0.65 * Math.abs(normal[2] * 0.9 + normal[1] * 0.4) / (Math.hypot(...normal) || 1);
      const ink = `rgba(${one.colour.map((part) => Math.min(255, Math.round(part * light + 40 * light))).join(",")},${one.share})`;
      [a, b, c, d].forEach((at, corner) => pen[corner ? "lineTo" : "moveTo"](wide / 2 + seen[at], tall / 2 - seen[at + 1]));
      pen.closePath();
      pen.fillStyle = ink;
      pen.fill();
      // Without a line of its own colour neighbours show a seam.
      if (one.share === 1) { pen.strokeStyle = ink; pen.lineWidth = 0.7; pen.stroke(); }
    }
    const length = shape.bar * scale;
    if (shape.bar) {
      pen.fillStyle = pen.strokeStyle = "#1f2933";
      pen.fillRect(14, tall - 16, length, 3);
      pen.font = "12px sans-serif";
      pen.fillText(shape.bar_label, 14, tall - 22);
    }
  };
  const again = () => { if (!asked) asked = requestAnimationFrame(paint); };
  const by = (axis, angle) => { frame = turn(frame, axis, angle); again(); };
  const nearer = (factor) => { zoom = Math.max(0.3, Math.min(12, zoom * factor)); again(); };
  let held = null;
  canvas.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    frame = turn(turn(frame, "y", (event.clientX - held[0]) / 120), "x", (event.clientY - held[1]) / 120);
    held = [event.clientX, event.clientY];
    again();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { held = null; });
  // The wheel scrolls the page until the picture was chosen.
  canvas.addEventListener("wheel", (event) => { if (document.activeElement === canvas) { event.preventDefault(); nearer(Math.exp(-event.deltaY / 500)); } }, { passive: false });
  const keys = { ArrowLeft: () => by("y", -0.12), ArrowRight: () => by("y", 0.12), ArrowUp: () => by("x", -0.12), ArrowDown: () => by("x", 0.12), "+": () => nearer(1.15), "=": () => nearer(1.15), "-": () => nearer(1 / 1.15), Home: () => { frame = start(); zoom = 1; again(); } };
  canvas.addEventListener("keydown", (event) => { const act = keys[event.key]; if (act) { event.preventDefault(); act(); } });
  for (const box of player.querySelectorAll("input[type=checkbox]")) box.addEventListener("change", () => {
    if (box.value === "open") open = box.checked; else if (box.checked) hidden.delete(box.value); else hidden.add(box.value);
    again();
  });
  player.querySelector("button").addEventListener("click", keys.Home);
  player.querySelector(".controls").hidden = false;
  new ResizeObserver(again).observe(canvas);
  again();
};
