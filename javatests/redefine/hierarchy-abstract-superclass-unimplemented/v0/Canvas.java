class Canvas {}
