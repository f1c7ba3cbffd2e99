"""The course as web pages: Voila with our own template, front ends and manners."""
