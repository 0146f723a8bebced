// Words that furo and sphinx-copybutton have in English only.
const KOREAN = {
  "Toggle site navigation sidebar": "차례 열고 닫기",
  "Toggle table of contents sidebar": "이 페이지의 차례 열고 닫기",
  "Toggle Light / Dark / Auto color theme": "밝은 화면, 어두운 화면, 자동",
};
messages.ko = { copy: "복사", copy_to_clipboard: "클립보드에 복사", copy_success: "복사했습니다", copy_failure: "복사하지 못했습니다" };
locale = "ko";
document.addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[aria-label]")) {
    part.ariaLabel = KOREAN[part.ariaLabel] ?? part.ariaLabel;
  }
});
