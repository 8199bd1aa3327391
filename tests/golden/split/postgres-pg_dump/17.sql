SET default_tablespace = ''
