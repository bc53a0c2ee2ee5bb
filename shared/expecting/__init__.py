"""What is expected again and again and whose silence is a fact: which days count for an occurrence, and how it ends.

Pure arithmetic on days; what the occurrences and the facts are, who asks knows.
"""
