class Square extends Shape {}
