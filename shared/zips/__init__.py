"""ZIP packages (workbooks, documents) as they really are: what an archive says of itself is not believed."""
