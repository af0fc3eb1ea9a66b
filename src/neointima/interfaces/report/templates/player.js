// A film from kept frames. `draw` shows one of them; `pace` is the time each stays [ms].
const filmed = (player, frames, draw, pace) => {
  const button = player.querySelector("button"), slider = player.querySelector("input[type=range]");
  const clock = player.querySelector("output");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const last = frames.length - 1;
  let timer = 0;
  const show = (place) => {
    slider.value = place;
    clock.textContent = frames[place].time;
    slider.setAttribute("aria-valuetext", frames[place].time);
    draw(frames[place]);
  };
  const stop = () => { clearInterval(timer); timer = 0; label(); };
  // Where motion is unwelcome the button shows the next frame and nothing plays by itself.
  const label = () => { button.textContent = calm.matches ? "Next" : timer ? "Pause" : "Play"; };
  const step = () => show((Number(slider.value) + 1) % frames.length);
  const play = () => {
    if (Number(slider.value) === last) show(0);
    timer = setInterval(() => { step(); if (Number(slider.value) === last) stop(); }, pace);
    label();
  };
  button.addEventListener("click", () => { if (calm.matches) step(); else if (timer) stop(); else play(); });
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  calm.addEventListener("change", stop);
  player.querySelector(".controls").hidden = false;
  label();
  // A browser may put the slider back where it was left.
  show(Number(slider.value));
  return () => show(Number(slider.value));
};
