"""Tables as departments exchange them: .xlsx and separated text, through a template of Chinese headers."""
