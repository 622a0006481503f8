var e,t,n,r,i,a,o,s,c,l,u,d=Symbol.for(`pv`),f={},p=[],m=/^m(i|n|o|s|text|space)$/,h=Array.isArray,g=p.slice,_=Object.assign;function v(e){e&&e.parentNode&&e.remove()}function y(e,t,n){var r,i,a,o={},s=arguments.length;for(a in t)a==`key`?r=t[a]:a==`ref`&&typeof e!=`function`?i=t[a]:o[a]=t[a];return s>2&&(o.children=s>3?g.call(arguments,2):n),x(e,o,r,i,null)}function b(e,t,n){var r,i,a,o=_({},e.props),s=arguments.length;for(a in t)a==`key`?r=t[a]:a==`ref`&&typeof e.type!=`function`?i=t[a]:o[a]=t[a];return s>2&&(o.children=s>3?g.call(arguments,2):n),x(e.type,o,r===void 0?e.key:r,i===void 0?e.ref:i,null)}function x(n,r,i,a,o){var s={type:n,props:r,key:i,ref:a,__k:null,__:null,__b:0,__e:null,__c:null,constructor:d,__v:o||++t,__i:-1,__u:0};return!o&&e.vnode&&e.vnode(s),s}function S(e){return e.children}function C(e,t){this.props=e,this.context=t,this.__g=0}function w(e,t){if(t==null)return e.__&&w(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!=`function`||e.props.__P?null:w(e)}function T(t){var n,r=t.__v,i=r.__e,a=[],o=[],s=t.__P;s&&((n=_({constructor:d},r)).__v=r.__v+1,e.vnode&&e.vnode(n),M(s,n,r,t.__n,s.namespaceURI,32&r.__u?[i]:null,a,i||w(r),32&r.__u,o),n.__v=r.__v,n.__.__k[n.__i]=n,N(a,n,o),r.__=r.__e=null,n.__e!=i&&E(n))}function E(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),E(e)}function D(t){(8&t.__g||(t.__g|=8,n.push(t),i++))&&r==e.debounceRendering||((r=e.debounceRendering)||queueMicrotask)(O)}function O(){try{for(var e,t=1;n.length;)n.length>t&&n.sort(a),e=n.shift(),t=n.length,8&e.__g&&T(e)}finally{(i=n.length)&&(r||queueMicrotask)(O)}}function ee(e,t,n,r,i,a,o,s,c,l,u){var d,m,h,g,_,v,y=r.__k||p,b=t.length;for(c=k(n,t,y,c,b),d=0;d<b;d++)(h=n.__k[d])!=null&&(m=~h.__i&&y[h.__i]||f,h.__i=d,v=M(e,h,m,i,a,o,s,c,l,u),g=h.__e,(m.ref!=h.ref||8&m.__u)&&(m.ref&&ce(m.ref,null,h,m),h.ref&&u.push(h.ref,h.__c||g,h)),_||=g,4&h.__u?(c=te(h,c,e,!m.__v),m.__e&&(m.__e=null)):typeof h.type==`function`&&v!==void 0?c=v:g&&(c=g.nextSibling),h.__u&=-21);return n.__e=_,c}function k(e,t,n,r,i){var a,o,s,c,l,u,f,p,m,g=n.length,_=g,v=0,y=0,b=e.__k=Array(i);for(a=0;a<i;a++)(o=t[a])!=null&&typeof o!=`boolean`&&typeof o!=`function`?(typeof o!=`object`||o.constructor===String?o=b[a]=x(null,o):h(o)?o=b[a]=x(S,{children:o}):o.constructor===d&&o.__b?o=b[a]=x(o.type,o.props,o.key,o.ref,o.__v):b[a]=o,c=a+v,o.__=e,o.__b=e.__b+1,s=null,~(l=o.__i=re(o,n,c,_))&&(_--,(s=n[l])&&(s.__u|=2)),s&&s.__v?(o.__u|=16,l==c-1?v--:l==c+1?v++:l!=c&&(l>c?v--:v++,y=1)):(~l||(i>g?v--:i<g&&v++),typeof o.type!=`function`&&(o.__u|=4))):b[a]=null;if(y){for(u=[],f=[],a=0;a<i;a++)if((o=b[a])&&16&o.__u){for(v=0,p=u.length;v<p;)u[m=v+p>>1]<o.__i?v=m+1:p=m;u[v]=o.__i,f[a]=v+1}for(v=u.length;a--;)f[a]&&(f[a]==v?v--:b[a].__u|=4)}if(_)for(a=0;a<g;a++)!(s=n[a])||2&s.__u||(s.__e==r&&(r=w(s)),le(s,s));return r}function te(e,t,n,r){var i,a,o,s;if(typeof e.type==`function`){if(e.props.__P)return t;if(i=e.__k)for(a=0;a<i.length;a++)i[a]&&(i[a].__=e,t=te(i[a],t,n,!1));return t}for(t&&!t.parentNode&&(t=w(e))&&!t.parentNode&&(t=null),o=e.__e,s=t;s&&s.nodeType==8;)s=s.nextSibling;for(o!=s&&(!r&&n.moveBefore&&o.parentNode?n.moveBefore(o,t):n.insertBefore(o,t||null)),t=o;(t&&=t.nextSibling)&&t.nodeType==8&&!t.data.startsWith(`$s`););return t}function ne(e,t){return t||=[],e!=null&&typeof e!=`boolean`&&(h(e)?e.some(function(e){ne(e,t)}):t.push(e)),t}function re(e,t,n,r){var i,a=e.key,o=e.type,s=t[n],c=s&&!(2&s.__u);if(s===null&&a==null||c&&a==s.key&&o==s.type)return n;if(r>+!!c){for(i=n-1;i>=0;i--)if((s=t[i])&&!(2&s.__u)&&a==s.key&&o==s.type)return i;for(i=n+1;i<t.length;i++)if((s=t[i])&&!(2&s.__u)&&a==s.key&&o==s.type)return i}return-1}function A(e,t,n){n??=``,t[0]==`-`?e.setProperty(t,n):e[t]=n}function ie(e,t,n,r,i){var a,o;if(t==`style`){if(typeof n==`string`)e.style.cssText=n;else{if(typeof r==`string`&&(e.style.cssText=r=``),r)for(t in r)n&&t in n||A(e.style,t);if(n)for(t in n)r&&n[t]==r[t]||A(e.style,t,n[t])}}else if(t[0]==`o`&&t[1]==`n`)typeof n!=`function`&&(n=null),typeof r!=`function`&&(r=null),(e.__e||={})[t]=n,n&&r||(o=l[t]||(l[t]=j(t)),(e.__a||={})[t]=c,a=t!=(t=t.replace(s,`$1`)),(t=t.slice(2))[0]<`a`&&(t=t.toLowerCase()),n?e.addEventListener(t,o,a):e.removeEventListener(t,o,a));else{if(i==`http://www.w3.org/2000/svg`)t=t.replace(/xlink(H|:h)/,`h`).replace(/sName$/,`s`);else if(t!=`width`&&t!=`height`&&t!=`href`&&t!=`list`&&t!=`form`&&t!=`tabIndex`&&t!=`download`&&t!=`rowSpan`&&t!=`colSpan`&&t!=`role`&&t!=`popover`&&t in e)try{e[t]=n??``;return}catch{}if(typeof n==`function`)return;n==null||!1===n&&t[4]!=`-`?e.removeAttribute(t):e.setAttribute(t,t==`popover`&&n==1?``:n)}}function j(t){return function(n){var r=this.__e;if(r){if(r=r[t],n[o]==null)n[o]=c++;else if(n[o]<this.__a[t])return;return r(e.event?e.event(n):n)}}}function M(t,n,r,i,a,o,s,c,l,u){var f,m,g,y,b,x,T,E,D,O,k,te,ne,re,A,ie,j,M,N=n.type;if(n.constructor!==d)return null;128&r.__u&&(l=32&r.__u,f=r.__c.__z)&&(n.__u|=l,m=o=[],f.nodeType==8?c=ae(f,o):o.push(f),c=o[0]||c),(f=e.__b)&&f(n);n:if(typeof N==`function`){g=s.length;try{if(E=n.props,D=(f=N.prototype)&&f.render,O=(f=N.contextType)&&i[f.__c],k=f?O?O.props.value:f.__:i,(y=r.__c)?(n.__c=y,2&y.__g&&(y.__g|=1)):(D?n.__c=y=new N(E,k):(n.__c=y=new C(E,k),y.constructor=N,y.render=ue),O&&O.sub(y),y.state||(y.state={}),y.__n=i,y.__g|=8,y.__h=[],y.__k=[]),D&&(y.__s||(y.__s=y.state),N.getDerivedStateFromProps&&(y.__s==y.state&&(y.__s=_({},y.__s)),_(y.__s,N.getDerivedStateFromProps(E,y.__s)))),b=y.props,x=y.state,y.__v=n,r.__c){if(E!==b&&D&&!N.getDerivedStateFromProps&&y.componentWillReceiveProps&&y.componentWillReceiveProps(E,k),n.__v==r.__v&&!(8&y.__g)||!(4&y.__g)&&y.shouldComponentUpdate&&!1===y.shouldComponentUpdate(E,y.__s,k)){n.__v!=r.__v&&(y.props=E,y.state=y.__s,y.__g&=-9),n.__e=r.__e,n.__k=r.__k,n.__k.some(function(e){e&&(e.__=n)}),p.push.apply(y.__h,y.__k),y.__k=[],y.__h.length&&s.push(y),c=w(r);break n}y.componentWillUpdate&&y.componentWillUpdate(E,y.__s,k),D&&y.componentDidUpdate&&y.__h.push(function(){y.componentDidUpdate(b,x,T)})}else D&&!N.getDerivedStateFromProps&&y.componentWillMount&&y.componentWillMount(),D&&y.componentDidMount&&y.__h.push(y.componentDidMount);y.context=k,y.props=E,y.__P=t,y.__g&=-5,te=e.__r,ne=D?25:0;do y.__g&=-9,te&&te(n),f=y.render(y.props,y.state=y.__s,y.context);while(8&y.__g&&++ne<25);D&&(p.push.apply(y.__h,y.__k),y.__k=[]),y.state=y.__s,y.getChildContext&&(i=_({},i,y.getChildContext())),D&&r.__c&&y.getSnapshotBeforeUpdate&&(T=y.getSnapshotBeforeUpdate(b,x)),re=f&&f.type===S&&f.key==null?f.props.children:f,E.__P&&(f=c,a=(t=E.__P).namespaceURI,l=o=null,r.props&&r.props.__P!=t&&(r.__k.some(function(e){e&&le(e,e)}),r.__k=null),c=r.__k?w(r,0):null),c=ee(t,h(re)?re:[re],n,r,i,a,o,s,c,l,u),E.__P&&(n.__e=null,c=f),n.__u&=-161,m&&m.some(v),y.__h.length&&s.push(y),1&y.__g&&(y.__g&=-4)}catch(t){if(s.length=g,n.__v=null,l||o){if(t&&t.then){if(n.__u|=128|l,o){for(~(j=o.indexOf(c||void 0))||(j=o.length);(M=o[j-1])&&M.nodeType==8;)j--;for(;j<o.length;j++)if(M=o[j]){if(o[j]=null,A){if(M==ie)break}else{if(M.nodeType!=8)break;M.data.startsWith(`$s`)&&(ie=ae(A=M))}}}if(!A){for(;c&&c.nodeType==8&&c.nextSibling;)c=c.nextSibling;A=c}(f=ae(A=n.__c.__z||(n.__c.__z=A)))?(n.__e=A,c=f):n.__e=c,c&&=c.nextSibling}else o&&o.some(v)}else n.__e=r.__e;n.__k||=r.__k||[],t&&t.then||oe(n),e.__e(t,n,r)}}else c=n.__e=se(r.__e,n,r,i,a,o,s,l,u,t);return(f=e.diffed)&&f(n),c}function ae(e,t){if(e&&e.nodeType==8&&e.data.startsWith(`$s`))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith(`$s`))n++;else if(e.data.startsWith(`/$s`)&&!--n)return e}t&&t.push(e)}}function oe(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(oe))}function N(t,n,r){for(var i=0;i<r.length;)ce(r[i++],r[i++],r[i++]);e.__c&&e.__c(n,t),t.some(function(n){try{t=n.__h,n.__h=[],t.some(function(e){e.call(n)})}catch(t){e.__e(t,n.__v)}})}function se(t,n,r,i,a,o,s,c,l,u){var d,p,_,y,b,x,S,C,T=r.props||f,E=n.props,D=n.type;if(D==`svg`?a=`http://www.w3.org/2000/svg`:D==`math`?a=`http://www.w3.org/1998/Math/MathML`:a||=`http://www.w3.org/1999/xhtml`,o){for(d=0;d<o.length;d++)if((b=o[d])&&(D?b.localName==D:b.nodeType==3)){t=b,o[d]=null;break}}if(!t){if(C=u.ownerDocument||document,!D)return C.createTextNode(E);t=C.createElementNS(a,D,E.is?E:u),c&&=(e.__m&&e.__m(n,o),!1),o=null}if(D){if(u=D==`template`&&t.content||t,o=D==`textarea`&&E.defaultValue!=null?null:o&&g.call(u.childNodes),!c&&o)for(T={},d=0;d<t.attributes.length;d++)T[(b=t.attributes[d]).name]=b.value;for(d in T)b=T[d],d==`dangerouslySetInnerHTML`?_=b:d==`children`||d in E||d==`value`&&`defaultValue`in E||d==`checked`&&`defaultChecked`in E||ie(t,d,null,b,a);for(d in E)b=E[d],d==`children`?y=b:d==`dangerouslySetInnerHTML`?p=b:d==`value`?x=b:d==`checked`?S=b:c&&typeof b!=`function`||T[d]===b||ie(t,d,b,T[d],a);p?(c||_&&(p.__html==_.__html||p.__html==t.innerHTML)||(t.innerHTML=p.__html),n.__k=[]):(_&&(t.textContent=``),(D==`foreignObject`||a==`http://www.w3.org/1998/Math/MathML`&&m.test(D))&&(a=`http://www.w3.org/1999/xhtml`),ee(u,h(y)?y:[y],n,r,i,a,o,s,o?o[0]:r.__k&&w(r,0),c,l),o&&o.some(v)),c&&D!=`textarea`||(d=`value`,D==`progress`&&x==null?t.removeAttribute(d):x==null||x===t[d]&&(D!=`progress`||x)||ie(t,d,x,T[d],a),d=`checked`,S!=null&&S!=t[d]&&ie(t,d,S,T[d],a))}else T===E||c&&t.data==E||(t.data=E);return t}function ce(t,n,r,i){try{typeof t==`function`?n?n.__x=t(n)||1:(i&&=i.__c||i.__e)&&(n=i.__x)&&(i.__x=null,typeof n==`function`?n():t(null)):t.current=n}catch(t){e.__e(t,r)}}function le(t,n,r){var i,a,o,s;if(e.unmount&&e.unmount(t),!(i=t.ref)||i.current&&i.current!=t.__e||ce(i,null,n,t),i=t.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(t){e.__e(t,n)}i.__P=i.__n=null}if(i=t.__k)for(s=0;s<i.length;s++)i[s]&&le(i[s],n,typeof t.type!=`function`||r&&!t.props.__P);!r&&(i=t.__c)&&(i=i.__z)&&(a=ae(i,o=[]))&&(i==t.__e&&o.some(v),v(a),v(i)),r||v(t.__e),t.__e=t.__c=t.__=null}function ue(e,t,n){return this.constructor(e,n)}function de(t,n){var r,i,a,o;e.__&&e.__(t,n),n.nodeType==9&&(n=n.documentElement),i=(r=t&&32&t.__u)?null:n.__k,n.__k=x(S,{children:[t]}),a=[],o=[],M(n,n.__k,i||f,f,n.namespaceURI,i?null:n.firstChild?g.call(n.childNodes):null,a,i?i.__e:n.firstChild,r,o),N(a,n.__k,o),n.__k.props.children=null}function fe(e){function t(e){var n,r;return this.getChildContext||(n=new Set,(r={})[t.__c]=this,this.getChildContext=function(){return r},this.shouldComponentUpdate=function(e){this.props.value!=e.value&&n.forEach(function(e){e.__g|=4,D(e)})},this.sub=function(e){n.add(e);var t=e.componentWillUnmount;e.componentWillUnmount=function(){n.delete(e),t&&t.call(e)}}),e.children}return t.__c=`__cC`+u++,t.__=e,t.Provider=(t.Consumer=function(e,t){return e.children(t)}).contextType=t,t}e={__e:function(e,t,n,r){for(var a,o,s;t=t.__;)if((a=t.__c)&&!(1&a.__g)){a.__g|=4;try{if((s=(o=a.constructor)&&o.getDerivedStateFromError)&&a.setState(o.getDerivedStateFromError(e)),a.componentDidCatch&&(a.componentDidCatch(e,r||{}),s=1),s&&8&a.__g)return void(a.__g|=2)}catch(t){e=t}}throw i=0,e}},t=0,C.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=_({},this.state)),typeof e==`function`&&(e=e(_({},n),this.props)),e&&(_(n,e),this.__v&&(t&&this.__k.push(t),D(this)))},C.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),D(this))},C.prototype.render=S,n=[],i=0,a=function(e,t){return e.__v.__b-t.__v.__b},o=Symbol(),s=/(PointerCapture)$|Capture$/i,c=0,l={},u=0;var P,F,pe,me,he=Object.is,ge=0,_e=[],ve=[],I=e,ye=I.__b,be=I.__r,xe=I.diffed,Se=I.__c,Ce=I.unmount,we=I.__;function L(e,t){I.__h&&I.__h(F,e,ge||t),ge=0;var n=F.__H||(F.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function R(e){return ge=1,Te(Le,e)}function Te(e,t,n){var r=L(P++,2);if(r.t=e,!r.__c&&(r.__=[n?n(t):Le(void 0,t),function(e){var t=(r.__N||r.__)[0],n=r.t(t,e);he(t,n)||(r.__N=[n,r.__[1]],r.__c.setState({}))}],r.__c=F,!F.__f)){F.__f=!0;var i=F.shouldComponentUpdate;F.shouldComponentUpdate=function(e,t,n){var r=this.__H;if(!r)return!0;var a=!1,o=this.props!=e;if(r.__.some(function(e){e.__N&&(a=!0,he(e.__[0],e.__N[0])||(o=!0))}),i){var s=i.call(this,e,t,n);return a?s||o:s}return!a||o}}return r.__}function z(e,t){var n=L(P++,3);!I.__s&&Ie(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,F.__H.__h.push(n))}function Ee(e,t){var n=L(P++,4);!I.__s&&Ie(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,F.__h.push(n))}function B(e){return ge=5,De(function(){return{current:e}},[])}function De(e,t){var n=L(P++,7);return Ie(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function Oe(e){var t=F.context[e.__c],n=L(P++,9);return n.c=e,t?(n.__??(n.__=!0,t.sub(F)),t.props.value):e.__}function ke(){var e=L(P++,11);if(!e.__){for(var t=F.__v;!t.__m&&t.__;)t=t.__;var n=t.__m||(t.__m=[0,0]);e.__=`P`+n[0]+`-`+n[1]++}return e.__}function Ae(){var e;do{for(;e=ve.shift();)try{Pe(e)}catch(t){I.__e(t,{__:(e=e.__P)&&e.__v})}for(;e=_e.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Pe),t.__h.some(Fe),t.__h=[]}catch(n){t.__h=[],I.__e(n,e.__v)}}}while(ve.length)}I.__b=function(e){F=null,ye&&ye(e)},I.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),we&&we(e,t)},I.__r=function(e){be&&be(e),P=0;var t=(F=e.__c).__H;t&&(pe==F?F.__h=[]:(t.__h.some(Pe),t.__h.some(Fe),P=0),t.__h=[],t.__.some(function(e){e.__N&&(e.__=e.__N),e.u=e.__N=void 0})),pe=F},I.diffed=function(e){xe&&xe(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Ne(_e.push(t)),t.__H.__.some(function(e){e.u&&(e.__H=e.u)})),pe=F=null},I.__c=function(e,t){t.some(function(e){try{e.__h.some(Pe),e.__h=e.__h.filter(function(e){return!e.__||Fe(e)})}catch(t){e.__h=[function(){throw t}]}}),Se&&Se(e,t)},I.unmount=function(e){Ce&&Ce(e);var t,n,r=e.__c;r&&r.__H&&(r.__H.__.some(function(r){try{if(r.__P&&r.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n&&=n.__c}r.__P=n,Ne(ve.push(r))}else Pe(r)}catch(e){t=e}}),r.__H=void 0,t&&I.__e(t,r.__v))};var je=typeof requestAnimationFrame==`function`;function Me(e){var t,n=function(){clearTimeout(r),je&&cancelAnimationFrame(t),setTimeout(e)},r=setTimeout(n,35);je&&(t=requestAnimationFrame(n))}function Ne(e){e!=1&&me==I.requestAnimationFrame||((me=I.requestAnimationFrame)||Me)(Ae)}function Pe(e){var t=F,n=e.__c;typeof n==`function`&&(e.__c=void 0,n()),F=t}function Fe(e){var t=F;e.__c=e.__(),F=t}function Ie(e,t){return!e||e.length!=t.length||t.some(function(t,n){return!he(t,e[n])})}function Le(e,t){return typeof t==`function`?t(e):t}var V,Re;function ze(e){return!Re||(typeof Re==`string`?e.startsWith(Re):Re.test(e))}function Be(e,t){let n=``;if(V=void 0,t&&t.type===`click`){if(t.ctrlKey||t.metaKey||t.altKey||t.shiftKey||t.button!==0)return e;let r=t.composedPath().find(e=>e.nodeName==`A`&&e.href),i=r&&r.getAttribute(`href`);if(!r||r.origin!=location.origin||/^#/.test(i)||!/^(_?self)?$/i.test(r.target)||!ze(i)||r.download)return e;V=!0,t.preventDefault(),n=r.href.replace(location.origin,``)}else t&&t.url?(V=!t.replace,n=t.url):n=location.pathname+location.search;return V===!0?history.pushState(null,``,n):V===!1&&history.replaceState(null,``,n),n}var Ve=(e,t,n={})=>{e=e.split(`/`).filter(Boolean),t=(t||``).split(`/`).filter(Boolean),n.params||={};for(let r=0,i,a;r<Math.max(e.length,t.length);r++){let[,o,s,c]=(t[r]||``).match(/^(:?)(.*?)([+*?]?)$/);if(i=e[r],o||s!=i){if(!o&&i&&c==`*`){n.rest=`/`+e.slice(r).join(`/`);break}if(!o||!i&&c!=`?`&&c!=`*`)return;if(a=c==`+`||c==`*`,a?i=e.slice(r).map(decodeURIComponent).join(`/`)||void 0:i&&=decodeURIComponent(i),n.params[s]=i,s in n||(n[s]=i),a)break}}return n};function He(e){let[t,n]=Te(Be,e.url||location.pathname+location.search);e.scope&&(Re=e.scope);let r=V===!0,i=De(()=>{let e=new URL(t,location.origin),i=e.pathname.replace(/\/+$/g,``)||`/`;return{url:t,path:i,query:Object.fromEntries(e.searchParams),route:(e,t)=>n({url:e,replace:t}),back:()=>{history.back()},forward:()=>{history.forward()},wasPush:r}},[t]);return Ee(()=>(addEventListener(`click`,n),addEventListener(`popstate`,n),()=>{removeEventListener(`click`,n),removeEventListener(`popstate`,n)}),[]),y(He.ctx.Provider,{value:i},e.children)}var Ue=Promise.resolve();function We(e){let[t,n]=Te(e=>e+1,0),{url:r,query:i,wasPush:a,path:o}=Ye();if(!r)throw Error(`preact-iso's <Router> must be used within a <LocationProvider>, see: https://github.com/preactjs/preact-iso#locationprovider`);let{rest:s=o,params:c={}}=Oe(Je),l=B(!1),u=B(o),d=B(1),f=B(),p=B(),m=B(),h=B(!1),g=B();g.current=!1;let _,v,x;ne(e.children).some(e=>{if(Ve(s,e.props.path,x={...e.props,path:s,query:i,params:Object.assign({},c),rest:``}))return _=b(e,x);e.props.default&&(v=b(e,x))});let S=_||v,C=f.current&&f.current.__u&Ge&&f.current.__u&Ke,w=f.current&&f.current.__h,T=De(()=>{p.current=f.current,f.current=y(Je.Provider,{value:x},S);let e=p.current&&p.current.props.children;return!e||!S||S.type!==e.type||S.props.component!==e.props.component?(d.current++,!0):!1},[r,JSON.stringify(x)]);C?(f.current.__u|=Ge,f.current.__u|=Ke):w&&(f.current.__h=!0);let E=p.current;return p.current=null,this.__c=(t,i)=>{g.current=!0,p.current=E,e.onLoadStart&&e.onLoadStart(r),l.current=!0;let a=d.current;t.then(()=>{a===d.current&&(p.current=null,f.current&&(i.__h&&(f.current.__h=i.__h),i.__u&Ke&&(f.current.__u|=Ke),i.__u&Ge&&(f.current.__u|=Ge)),Ue.then(n))})},Ee(()=>{let t=this.__v&&this.__v.__e;g.current?!h.current&&!m.current&&(m.current=t):(!h.current&&m.current&&(m.current!==t&&m.current.remove(),m.current=null),h.current=!0,u.current!==o&&(a&&scrollTo(0,0),e.onRouteChange&&e.onRouteChange(r),u.current=o),e.onLoadEnd&&l.current&&e.onLoadEnd(r),l.current=!1)},[o,a,t]),T?[y(qe,{r:f,key:d.current}),y(qe,{r:p,key:d.current-1})]:y(qe,{r:f,key:d.current})}var Ge=32,Ke=128,qe=({r:e})=>e.current;We.Provider=He,He.ctx=fe({});var Je=fe({}),H=e=>y(e.component,e),Ye=()=>Oe(He.ctx),Xe=`claimgraph:key`,Ze=()=>sessionStorage.getItem(Xe)??``,Qe=e=>sessionStorage.setItem(Xe,e.trim()),$e=class extends Error{status;constructor(e,t){super(e),this.status=t}};async function et(e,t,n){let r=Ze(),i=await fetch(`/graphql`,{method:`POST`,signal:n??null,headers:{"content-type":`application/json`,accept:`application/graphql-response+json, application/json`,...r&&{authorization:`Bearer ${r}`}},body:JSON.stringify({query:e.toString(),variables:t})}),{data:a,errors:o}=await i.json();if(!a)throw new $e(o?.[0]?.message??i.statusText,i.status);return a}function U(e,t){let[n,r]=R({loading:!0});return z(()=>{let n=new AbortController;return r(e=>({...e,loading:!0})),et(e,t,n.signal).then(e=>r({data:e,loading:!1}),e=>n.signal.aborted||r({error:e,loading:!1})),()=>n.abort()},[e,JSON.stringify(t)]),n}function tt(e,t,n){z(()=>{let r=new URLSearchParams({query:e.toString(),variables:JSON.stringify(t)}),i=new EventSource(`/graphql?${r}`);return i.addEventListener(`next`,e=>{let{data:t}=JSON.parse(e.data);t&&n(t)}),i.addEventListener(`complete`,()=>i.close()),()=>i.close()},[e,JSON.stringify(t)])}function W(e,t){let n={query:e.toString().trim(),variables:JSON.stringify(t,null,2)};return`/graphql#${new URLSearchParams(n)}`}var nt={title:`Who said what about whom, where, and how surely`,search:`Search`,searchFor:`Search articles, actors and claims`,try:`Try`,latest:`Latest articles`,live:`New just now`,articles:`Articles`,actors:`Actors`,claims:`Claims`,sources:`Sources`,contradictions:`Contradictions`,results:e=>`${e} results`,nothing:`Nothing matches.`,didYouMean:`Did you mean`,more:`More`,loading:`Loading…`,missing:`There is nothing at this address.`,failed:`The service did not answer.`,keyNeeded:`Reading needs a key here.`,key:`API key`,useKey:`Use this key`,graphiql:`This query in GraphiQL`,csv:`As CSV`,articleVoice:`the article itself`,unnamed:`somebody the article does not name`,about:`About`,saidBy:`Said by`,howSurely:`How surely`,cue:`Because of the words`,reviews:`Checked by`,against:`Others say otherwise`,related:`Related claims`,evidence:`In its article`,sentence:`In its sentence`,openClaim:`Open this claim`,pickClaim:`Choose an underlined passage to see who says it, and how surely.`,legend:`How surely it is said`,saysItself:`What it says`,saidOfIt:`What is said of it`,timeline:`Over time`,together:`Named together with`,relations:`Relations`,alsoCalled:`Also called`,mentions:e=>`${e} mentions`,score:`score`,foundBy:e=>`found by ${e}`,sourcesHow:`How each source puts its claims forward`,retracted:`Retracted`,skip:`Skip to the content`,undated:`undated`},rt={title:`Qui a dit quoi de qui, où, et avec quelle certitude`,search:`Chercher`,searchFor:`Chercher des articles, des acteurs et des affirmations`,try:`Essayez`,latest:`Derniers articles`,live:`À l’instant`,articles:`Articles`,actors:`Acteurs`,claims:`Affirmations`,sources:`Sources`,contradictions:`Contradictions`,results:e=>`${e} résultats`,nothing:`Rien ne correspond.`,didYouMean:`Vouliez-vous dire`,more:`Suite`,loading:`Chargement…`,missing:`Il n’y a rien à cette adresse.`,failed:`Le service n’a pas répondu.`,keyNeeded:`Ici, la lecture demande une clé.`,key:`Clé d’API`,useKey:`Utiliser cette clé`,graphiql:`Cette requête dans GraphiQL`,csv:`En CSV`,articleVoice:`l’article lui-même`,unnamed:`quelqu’un que l’article ne nomme pas`,about:`À propos de`,saidBy:`Selon`,howSurely:`Certitude`,cue:`D’après les mots`,reviews:`Vérifié par`,against:`D’autres disent le contraire`,related:`Affirmations liées`,evidence:`Dans son article`,sentence:`Dans sa phrase`,openClaim:`Ouvrir cette affirmation`,pickClaim:`Choisissez un passage souligné pour voir qui le dit, et avec quelle certitude.`,legend:`Avec quelle certitude`,saysItself:`Ce qu’il ou elle dit`,saidOfIt:`Ce qu’on en dit`,timeline:`Au fil du temps`,together:`Nommés ensemble`,relations:`Relations`,alsoCalled:`Aussi appelé`,mentions:e=>`${e} mentions`,score:`score`,foundBy:e=>`trouvé par ${e}`,sourcesHow:`Comment chaque source avance ses affirmations`,retracted:`Retiré`,skip:`Aller au contenu`,undated:`sans date`},it={en:{ASSERTED:`said plainly`,REPORTED:`reported`,PROBABLE:`probable`,POSSIBLE:`possible`,CONDITIONAL:`under a condition`,PREDICTED:`predicted`},fr:{ASSERTED:`affirmé`,REPORTED:`rapporté`,PROBABLE:`probable`,POSSIBLE:`possible`,CONDITIONAL:`sous condition`,PREDICTED:`prédit`}},at={en:{REPEATS:`repeats`,SUPPORTS:`supports`,CONTRADICTS:`contradicts`},fr:{REPEATS:`répète`,SUPPORTS:`appuie`,CONTRADICTS:`contredit`}},ot={en:{DENIES:`denies it`,DOUBTS:`doubts it`,ASKS:`asks whether it is so`},fr:{DENIES:`le nie`,DOUBTS:`en doute`,ASKS:`se demande si c’est le cas`}},st=`claimgraph:language`,G=(localStorage.getItem(st)??navigator.language.slice(0,2))===`fr`?`fr`:`en`,K={en:nt,fr:rt}[G],ct=e=>it[G][e],lt=e=>e===`SAYS`?``:` ${ot[G][e]}`,ut=e=>at[G][e];function dt(e){localStorage.setItem(st,e),location.reload()}var ft=new Intl.DateTimeFormat(G,{dateStyle:`medium`}),pt=new Intl.NumberFormat(G),mt=e=>e?ft.format(new Date(e)):K.undated,ht=e=>pt.format(e);function gt(e){return e.attribution===`ARTICLE`?K.articleVoice:e.claimant?.name??e.unnamedSource??K.unnamed}var q=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}},_t={"\n  fragment ClaimCard on Claim {\n    id\n    start\n    end\n    quote\n    text\n    modality\n    polarity\n    stance\n    attribution\n    unnamedSource\n    claimant { id name }\n    subject { id name }\n    cues { kind start end quote }\n    article { id title publishedAt source { name } }\n  }\n":new q(`
    fragment ClaimCard on Claim {
  id
  start
  end
  quote
  text
  modality
  polarity
  stance
  attribution
  unnamedSource
  claimant {
    id
    name
  }
  subject {
    id
    name
  }
  cues {
    kind
    start
    end
    quote
  }
  article {
    id
    title
    publishedAt
    source {
      name
    }
  }
}
    `,{fragmentName:`ClaimCard`}),"\n  fragment ArticleRow on Article {\n    id\n    title\n    language\n    publishedAt\n    source { id name }\n    retraction { at reason }\n    claims(first: 0) { totalCount }\n  }\n":new q(`
    fragment ArticleRow on Article {
  id
  title
  language
  publishedAt
  source {
    id
    name
  }
  retraction {
    at
    reason
  }
  claims(first: 0) {
    totalCount
  }
}
    `,{fragmentName:`ArticleRow`}),"\n  query Suggest($prefix: String!) {\n    suggest(prefix: $prefix, first: 8) { kind text id }\n  }\n":new q(`
    query Suggest($prefix: String!) {
  suggest(prefix: $prefix, first: 8) {
    kind
    text
    id
  }
}
    `),"\n  query ActorPage($id: ID!) {\n    actor(id: $id) {\n      id\n      name\n      kind\n      description\n      wikidataId\n      mentionCount\n      aliases { name }\n      timeline { period articles claims }\n      coMentioned(first: 12) { edges { count node { id name } } }\n      relations(first: 50) { nodes { id predicate subject { id name } object { id name } evidence { id } } }\n      says: claims(role: CLAIMANT, first: 20) { totalCount nodes { ...ClaimCard } }\n      saidOf: claims(role: SUBJECT, first: 20) { totalCount nodes { ...ClaimCard } }\n    }\n  }\n":new q(`
    query ActorPage($id: ID!) {
  actor(id: $id) {
    id
    name
    kind
    description
    wikidataId
    mentionCount
    aliases {
      name
    }
    timeline {
      period
      articles
      claims
    }
    coMentioned(first: 12) {
      edges {
        count
        node {
          id
          name
        }
      }
    }
    relations(first: 50) {
      nodes {
        id
        predicate
        subject {
          id
          name
        }
        object {
          id
          name
        }
        evidence {
          id
        }
      }
    }
    says: claims(role: CLAIMANT, first: 20) {
      totalCount
      nodes {
        ...ClaimCard
      }
    }
    saidOf: claims(role: SUBJECT, first: 20) {
      totalCount
      nodes {
        ...ClaimCard
      }
    }
  }
}
    fragment ClaimCard on Claim {
  id
  start
  end
  quote
  text
  modality
  polarity
  stance
  attribution
  unnamedSource
  claimant {
    id
    name
  }
  subject {
    id
    name
  }
  cues {
    kind
    start
    end
    quote
  }
  article {
    id
    title
    publishedAt
    source {
      name
    }
  }
}`),"\n  query ArticlePage($id: ID!) {\n    article(id: $id) {\n      id\n      url\n      title\n      body\n      language\n      authors\n      publishedAt\n      source { name }\n      retraction { at reason }\n      actors(first: 100) { nodes { id name kind } }\n      mentions(first: 100) { nodes { id start end actor { id name } } }\n      claims(first: 100) {\n        nodes {\n          ...ClaimCard\n          reviews(first: 5) { nodes { id reviewer rating url } }\n          related(kind: CONTRADICTS, first: 5) { edges { id node { ...ClaimCard } } }\n        }\n      }\n    }\n  }\n":new q(`
    query ArticlePage($id: ID!) {
  article(id: $id) {
    id
    url
    title
    body
    language
    authors
    publishedAt
    source {
      name
    }
    retraction {
      at
      reason
    }
    actors(first: 100) {
      nodes {
        id
        name
        kind
      }
    }
    mentions(first: 100) {
      nodes {
        id
        start
        end
        actor {
          id
          name
        }
      }
    }
    claims(first: 100) {
      nodes {
        ...ClaimCard
        reviews(first: 5) {
          nodes {
            id
            reviewer
            rating
            url
          }
        }
        related(kind: CONTRADICTS, first: 5) {
          edges {
            id
            node {
              ...ClaimCard
            }
          }
        }
      }
    }
  }
}
    fragment ClaimCard on Claim {
  id
  start
  end
  quote
  text
  modality
  polarity
  stance
  attribution
  unnamedSource
  claimant {
    id
    name
  }
  subject {
    id
    name
  }
  cues {
    kind
    start
    end
    quote
  }
  article {
    id
    title
    publishedAt
    source {
      name
    }
  }
}`),"\n  query ClaimPage($id: ID!) {\n    claim(id: $id) {\n      ...ClaimCard\n      factuality\n      prefix\n      suffix\n      sentence { text }\n      retiredAt\n      amounts { quote value unit }\n      dates { quote date }\n      reviews(first: 20) { nodes { id reviewer rating url reviewedAt } }\n      related(first: 20) { edges { id kind score saidBy node { ...ClaimCard } } }\n    }\n  }\n":new q(`
    query ClaimPage($id: ID!) {
  claim(id: $id) {
    ...ClaimCard
    factuality
    prefix
    suffix
    sentence {
      text
    }
    retiredAt
    amounts {
      quote
      value
      unit
    }
    dates {
      quote
      date
    }
    reviews(first: 20) {
      nodes {
        id
        reviewer
        rating
        url
        reviewedAt
      }
    }
    related(first: 20) {
      edges {
        id
        kind
        score
        saidBy
        node {
          ...ClaimCard
        }
      }
    }
  }
}
    fragment ClaimCard on Claim {
  id
  start
  end
  quote
  text
  modality
  polarity
  stance
  attribution
  unnamedSource
  claimant {
    id
    name
  }
  subject {
    id
    name
  }
  cues {
    kind
    start
    end
    quote
  }
  article {
    id
    title
    publishedAt
    source {
      name
    }
  }
}`),"\n  query Contradicted($after: String) {\n    claims(filter: { links: { some: { kind: [CONTRADICTS] } } }, first: 20, after: $after) {\n      pageInfo { hasNextPage endCursor }\n      nodes { ...ClaimCard related(kind: CONTRADICTS, first: 5) { edges { id node { ...ClaimCard } } } }\n    }\n  }\n":new q(`
    query Contradicted($after: String) {
  claims(filter: {links: {some: {kind: [CONTRADICTS]}}}, first: 20, after: $after) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...ClaimCard
      related(kind: CONTRADICTS, first: 5) {
        edges {
          id
          node {
            ...ClaimCard
          }
        }
      }
    }
  }
}
    fragment ClaimCard on Claim {
  id
  start
  end
  quote
  text
  modality
  polarity
  stance
  attribution
  unnamedSource
  claimant {
    id
    name
  }
  subject {
    id
    name
  }
  cues {
    kind
    start
    end
    quote
  }
  article {
    id
    title
    publishedAt
    source {
      name
    }
  }
}`),"\n  query Latest {\n    articles(first: 12) { totalCount nodes { ...ArticleRow } }\n    claims(first: 6, filter: {modality: [REPORTED, PROBABLE, POSSIBLE, PREDICTED]}) { nodes { ...ClaimCard } }\n  }\n":new q(`
    query Latest {
  articles(first: 12) {
    totalCount
    nodes {
      ...ArticleRow
    }
  }
  claims(first: 6, filter: {modality: [REPORTED, PROBABLE, POSSIBLE, PREDICTED]}) {
    nodes {
      ...ClaimCard
    }
  }
}
    fragment ClaimCard on Claim {
  id
  start
  end
  quote
  text
  modality
  polarity
  stance
  attribution
  unnamedSource
  claimant {
    id
    name
  }
  subject {
    id
    name
  }
  cues {
    kind
    start
    end
    quote
  }
  article {
    id
    title
    publishedAt
    source {
      name
    }
  }
}
fragment ArticleRow on Article {
  id
  title
  language
  publishedAt
  source {
    id
    name
  }
  retraction {
    at
    reason
  }
  claims(first: 0) {
    totalCount
  }
}`),"\n  subscription NewClaims {\n    claimAdded { claim { ...ClaimCard } }\n  }\n":new q(`
    subscription NewClaims {
  claimAdded {
    claim {
      ...ClaimCard
    }
  }
}
    fragment ClaimCard on Claim {
  id
  start
  end
  quote
  text
  modality
  polarity
  stance
  attribution
  unnamedSource
  claimant {
    id
    name
  }
  subject {
    id
    name
  }
  cues {
    kind
    start
    end
    quote
  }
  article {
    id
    title
    publishedAt
    source {
      name
    }
  }
}`),"\n  query Find($query: String!, $types: [SearchType!], $after: String) {\n    search(query: $query, types: $types, first: 20, after: $after) {\n      totalCount\n      totalCountRelation\n      suggestions\n      note\n      facets { type { value count } }\n      pageInfo { hasNextPage endCursor }\n      edges {\n        cursor\n        score\n        matchedBy\n        highlights { field text start ranges { start end } }\n        node {\n          __typename\n          ... on Article { id title language publishedAt source { name } }\n          ... on Actor { id name kind description mentionCount }\n          ... on Claim { ...ClaimCard }\n        }\n      }\n    }\n  }\n":new q(`
    query Find($query: String!, $types: [SearchType!], $after: String) {
  search(query: $query, types: $types, first: 20, after: $after) {
    totalCount
    totalCountRelation
    suggestions
    note
    facets {
      type {
        value
        count
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      score
      matchedBy
      highlights {
        field
        text
        start
        ranges {
          start
          end
        }
      }
      node {
        __typename
        ... on Article {
          id
          title
          language
          publishedAt
          source {
            name
          }
        }
        ... on Actor {
          id
          name
          kind
          description
          mentionCount
        }
        ... on Claim {
          ...ClaimCard
        }
      }
    }
  }
}
    fragment ClaimCard on Claim {
  id
  start
  end
  quote
  text
  modality
  polarity
  stance
  attribution
  unnamedSource
  claimant {
    id
    name
  }
  subject {
    id
    name
  }
  cues {
    kind
    start
    end
    quote
  }
  article {
    id
    title
    publishedAt
    source {
      name
    }
  }
}`),"\n  query SourcesHedge {\n    claimStats(groupBy: [SOURCE, MODALITY], first: 1000) { source { id name } modality count }\n  }\n":new q(`
    query SourcesHedge {
  claimStats(groupBy: [SOURCE, MODALITY], first: 1000) {
    source {
      id
      name
    }
    modality
    count
  }
}
    `)};function J(e){return _t[e]??{}}var vt=Symbol.for(`pv`),yt=0;Array.isArray;function Y(t,n,r,i,a,o){n||={};var s,c,l=n;if(`ref`in l&&typeof t!=`function`)for(c in l={},n)c==`ref`?s=n[c]:l[c]=n[c];var u={type:t,props:l,key:r,ref:s,__k:null,__:null,__b:0,__e:null,__c:null,constructor:vt,__v:--yt,__i:-1,__u:0};return(a||o)&&(u.__source=a,u.__self=o),e.vnode&&e.vnode(u),u}var bt=J(`
  query Suggest($prefix: String!) {
    suggest(prefix: $prefix, first: 8) { kind text id }
  }
`),xt=[`actor:`,`claimant:`,`modality:`,`source:`,`lang:`,`after:`,`before:`],St=120;function Ct(){let{route:e,query:t,path:n}=Ye(),[r,i]=R(t.q??``),[a,o]=R([]),[s,c]=R(-1),l=ke();z(()=>i(n===`/search`?t.q??``:``),[n,t.q]);let u=()=>{o([]),c(-1)},d=e=>{i(e),c(-1)};wt(r,o);let f=t=>{if(u(),t?.query!==void 0)return i(t.query);document.activeElement?.blur(),e(t?.href??`/search?${new URLSearchParams({q:r})}`)};return Y(`form`,{class:`search`,role:`search`,action:`/search`,onSubmit:e=>{e.preventDefault(),f(a[s])},children:[Y(`input`,{name:`q`,type:`search`,role:`combobox`,list:void 0,"aria-label":K.searchFor,placeholder:K.searchFor,"aria-expanded":a.length>0,"aria-controls":l,"aria-autocomplete":`list`,"aria-activedescendant":s<0?void 0:`${l}-${s}`,autocomplete:`off`,value:r,onInput:e=>d(e.currentTarget.value),onKeyDown:e=>{let t={ArrowDown:1,ArrowUp:-1}[e.key];t&&a.length?(e.preventDefault(),c((s+t+a.length)%a.length)):e.key===`Escape`&&u()},onBlur:()=>setTimeout(u,200)}),Y(`ul`,{id:l,role:`listbox`,"aria-label":K.searchFor,hidden:a.length===0,children:a.map((e,t)=>Y(`li`,{id:`${l}-${t}`,role:`option`,"aria-selected":t===s,onMouseDown:()=>f(e),children:e.text},e.text))}),Y(`button`,{type:`submit`,children:K.search})]})}function wt(e,t){z(()=>{let n=e.split(/\s/).at(-1)??``;if(!n||document.activeElement?.getAttribute(`role`)!==`combobox`)return t([]);let r=e.slice(0,e.length-n.length),i=xt.filter(e=>e.startsWith(n.toLowerCase())&&e!==n).map(e=>({text:e,query:r+e})),a=new AbortController,o=setTimeout(()=>{et(bt,{prefix:e},a.signal).then(({suggest:e})=>{t([...e.map(({kind:e,text:t,id:n})=>({text:t,href:e===`ACTOR`?`/actors/${n}`:`/articles/${n}`})),...i])},()=>a.signal.aborted||t(i))},St);return()=>{clearTimeout(o),a.abort()}},[e])}var Tt=[[`/search`,K.search],[`/contradictions`,K.contradictions],[`/sources`,K.sources]];function Et({children:e}){let{path:t}=Ye(),n=G===`fr`?`en`:`fr`;return Y(S,{children:[Y(`a`,{class:`skip`,href:`#content`,children:K.skip}),Y(`header`,{class:`top`,children:[Y(`a`,{class:`brand`,href:`/`,children:`Claimgraph`}),Y(Ct,{}),Y(`nav`,{"aria-label":`Claimgraph`,children:[Tt.map(([e,n])=>Y(`a`,{href:e,"aria-current":t===e?`page`:void 0,children:n},e)),Y(`a`,{href:`/graphql`,target:`_self`,children:`GraphiQL`}),Y(`a`,{href:`/docs`,target:`_self`,children:`REST`}),Y(`button`,{type:`button`,lang:n,onClick:()=>dt(n),children:n===`fr`?`Français`:`English`})]})]}),Y(`main`,{id:`content`,tabIndex:-1,children:e})]})}function X({state:e,children:t}){return e.data?Y(S,{children:t(e.data)}):e.error?Y(Dt,{error:e.error}):Y(`p`,{role:`status`,children:K.loading})}function Dt({error:e}){let[t,n]=R(``);return e instanceof $e&&e.status===401?Y(`form`,{class:`key`,onSubmit:e=>{e.preventDefault(),Qe(t),location.reload()},children:[Y(`p`,{role:`alert`,children:K.keyNeeded}),Y(`label`,{children:[K.key,Y(`input`,{type:`password`,autocomplete:`off`,value:t,onInput:e=>n(e.currentTarget.value)})]}),Y(`button`,{type:`submit`,children:K.useKey})]}):Y(`p`,{role:`alert`,children:e instanceof $e?e.message:K.failed})}function Z({graphiql:e,csv:t}){return Y(`p`,{class:`elsewhere`,children:[Y(`a`,{href:e,target:`_self`,children:K.graphiql}),t&&Y(`a`,{href:t,target:`_self`,children:K.csv})]})}function Ot(e,t,n=0){let r=Array.from(e),i=n+r.length,a=t.filter(({start:e,end:t})=>e<t&&t>n&&e<i),o=new Set([n,i]);for(let{start:e,end:t}of a)o.add(Math.max(e,n)),o.add(Math.min(t,i));let s=[...o].sort((e,t)=>e-t),c=[...a].sort((e,t)=>t.end-t.start-(e.end-e.start));return s.slice(0,-1).map((e,t)=>{let i=s[t+1];return{start:e,end:i,text:r.slice(e-n,i-n).join(``),spans:c.filter(t=>t.start<=e&&t.end>=i)}})}function kt(e){let t=[],n=0;for(let r of e.split(`
`))r.trim()&&t.push({text:r,start:n}),n+=Array.from(r).length+1;return t}var At=[`ASSERTED`,`REPORTED`,`PROBABLE`,`POSSIBLE`,`CONDITIONAL`,`PREDICTED`];function jt({of:e}){return Y(`span`,{class:`modality ${e.toLowerCase()}`,children:ct(e)})}function Mt(){return Y(`ul`,{class:`legend`,"aria-label":K.legend,children:At.map(e=>Y(`li`,{children:Y(jt,{of:e})},e))})}function Nt({text:e,start:t,cues:n}){return Y(`q`,{children:Ot(e,n,t).map(e=>e.spans.length?Y(`mark`,{class:`cue`,children:e.text},e.start):e.text)})}function Pt({claim:e}){return e.claimant?Y(`a`,{href:`/actors/${e.claimant.id}`,children:e.claimant.name}):Y(S,{children:gt(e)})}function Q({claim:e,note:t}){return Y(`article`,{class:`card ${e.modality.toLowerCase()}`,children:[Y(`p`,{class:`meta`,children:[Y(Pt,{claim:e}),lt(e.stance),` · `,Y(jt,{of:e.modality}),t&&Y(S,{children:[` · `,t]})]}),Y(`p`,{children:Y(`a`,{href:`/claims/${e.id}`,children:e.text})}),Y(`p`,{class:`quote`,children:Y(Nt,{text:e.quote,start:e.start,cues:e.cues})}),Y(`p`,{class:`meta`,children:[Y(`a`,{href:`/articles/${e.article.id}#${e.id}`,children:e.article.title}),e.article.source&&Y(S,{children:[` · `,e.article.source.name]}),` · `,mt(e.article.publishedAt)]})]})}function $(e){z(()=>{document.title=e?`${e} · Claimgraph`:`Claimgraph`},[e])}var Ft=J(`
  query ActorPage($id: ID!) {
    actor(id: $id) {
      id
      name
      kind
      description
      wikidataId
      mentionCount
      aliases { name }
      timeline { period articles claims }
      coMentioned(first: 12) { edges { count node { id name } } }
      relations(first: 50) { nodes { id predicate subject { id name } object { id name } evidence { id } } }
      says: claims(role: CLAIMANT, first: 20) { totalCount nodes { ...ClaimCard } }
      saidOf: claims(role: SUBJECT, first: 20) { totalCount nodes { ...ClaimCard } }
    }
  }
`);function It({id:e}){let t=U(Ft,{id:e});return $(t.data?.actor?.name),Y(S,{children:[Y(X,{state:t,children:({actor:e})=>e?Y(Lt,{actor:e}):Y(`p`,{role:`alert`,children:K.missing})}),Y(Z,{graphiql:W(Ft,{id:e}),csv:`/v1/claims?actorId=${e}&first=100&format=csv`})]})}function Lt({actor:e}){let t=e.aliases.map(({name:e})=>e).filter(t=>t!==e.name);return Y(S,{children:[Y(`h1`,{children:e.name}),Y(`p`,{class:`meta`,children:[e.kind.toLowerCase(),` · `,K.mentions(e.mentionCount),t.length>0&&Y(S,{children:[` · `,K.alsoCalled,` `,t.join(`, `)]})]}),e.description&&Y(`p`,{children:e.description}),Y(`div`,{class:`columns`,children:[Y(Rt,{title:K.saysItself,of:e.says}),Y(Rt,{title:K.saidOfIt,of:e.saidOf})]}),Y(`div`,{class:`columns`,children:[Y(`section`,{children:[Y(`h2`,{children:K.timeline}),Y(zt,{points:e.timeline})]}),e.coMentioned.edges.length>0&&Y(`section`,{children:[Y(`h2`,{children:K.together}),Y(Ht,{name:e.name,edges:e.coMentioned.edges})]})]}),e.relations.nodes.length>0&&Y(`section`,{children:[Y(`h2`,{children:K.relations}),Y(`ul`,{children:e.relations.nodes.map(({id:e,subject:t,predicate:n,object:r,evidence:i})=>Y(`li`,{children:[Y(`a`,{href:`/actors/${t.id}`,children:t.name}),` `,Y(`code`,{children:n}),` `,Y(`a`,{href:`/actors/${r.id}`,children:r.name}),i&&Y(S,{children:[` · `,Y(`a`,{href:`/claims/${i.id}`,children:K.evidence})]})]},e))})]})]})}function Rt({title:e,of:t}){return Y(`section`,{children:[Y(`h2`,{children:[e,` (`,ht(t.totalCount),`)`]}),t.nodes.map(e=>Y(Q,{claim:e},e.id)),t.nodes.length===0&&Y(`p`,{children:`–`})]})}function zt({points:e}){let t=Math.max(1,...e.map(({articles:e})=>e));return Y(`table`,{class:`bars`,children:[Y(`thead`,{children:Y(`tr`,{children:[Y(`th`,{scope:`col`,children:K.timeline}),Y(`th`,{scope:`col`,children:K.articles}),Y(`th`,{scope:`col`,children:K.claims})]})}),Y(`tbody`,{children:e.map(({period:e,articles:n,claims:r})=>Y(`tr`,{children:[Y(`th`,{scope:`row`,children:e}),Y(`td`,{children:[Y(`meter`,{min:0,max:t,value:n,"aria-hidden":`true`}),` `,ht(n)]}),Y(`td`,{children:ht(r)})]},e))})]})}var Bt=420,Vt=150;function Ht({name:e,edges:t}){let n=Bt/2,r=Math.max(...t.map(({count:e})=>e));return Y(`svg`,{class:`graph`,viewBox:`0 0 ${Bt} ${Bt}`,role:`group`,"aria-label":K.together,children:[t.map(({node:e,count:i},a)=>{let o=2*Math.PI*a/t.length-Math.PI/2,s=n+Vt*Math.cos(o),c=n+Vt*Math.sin(o);return Y(`g`,{children:[Y(`line`,{x1:n,y1:n,x2:s,y2:c,"stroke-width":1+5*i/r}),Y(`a`,{href:`/actors/${e.id}`,"aria-label":`${e.name}: ${i}`,children:[Y(`circle`,{cx:s,cy:c,r:6+8*i/r}),Y(`text`,{x:s,y:c+26,"text-anchor":`middle`,children:[Wt(e.name),` (`,i,`)`]})]})]},e.id)}),Y(`circle`,{class:`self`,cx:n,cy:n,r:16}),Y(`text`,{x:n,y:244,"text-anchor":`middle`,children:Wt(e)})]})}var Ut=18,Wt=e=>e.length>Ut?`${e.slice(0,17)}…`:e,Gt=J(`
  query ArticlePage($id: ID!) {
    article(id: $id) {
      id
      url
      title
      body
      language
      authors
      publishedAt
      source { name }
      retraction { at reason }
      actors(first: 100) { nodes { id name kind } }
      mentions(first: 100) { nodes { id start end actor { id name } } }
      claims(first: 100) {
        nodes {
          ...ClaimCard
          reviews(first: 5) { nodes { id reviewer rating url } }
          related(kind: CONTRADICTS, first: 5) { edges { id node { ...ClaimCard } } }
        }
      }
    }
  }
`);function Kt({id:e}){let t=U(Gt,{id:e});return $(t.data?.article?.title),Y(S,{children:[Y(X,{state:t,children:({article:e})=>e?Y(qt,{article:e}):Y(`p`,{role:`alert`,children:K.missing})}),Y(Z,{graphiql:W(Gt,{id:e}),csv:`/v1/claims?articleId=${e}&first=100&format=csv`})]})}function qt({article:e}){let[t,n]=R(location.hash.slice(1));z(()=>{t&&document.querySelector(`[data-claim="${CSS.escape(t)}"]`)?.scrollIntoView({block:`center`})},[]);let r=e=>{n(e),history.replaceState(null,``,`#${e}`)},i=e.claims.nodes.find(({id:e})=>e===t);return Y(`div`,{class:`reading`,children:[Y(`article`,{lang:e.language,children:[Y(`h1`,{children:e.title}),Y(`p`,{class:`meta`,lang:void 0,children:[e.source?.name,` `,e.authors.join(`, `),` · `,mt(e.publishedAt),e.url&&Y(S,{children:[` · `,Y(`a`,{href:e.url,rel:`noreferrer external`,children:new URL(e.url).hostname})]})]}),e.retraction&&Y(`p`,{role:`note`,children:[Y(`strong`,{children:K.retracted}),`: `,e.retraction.reason]}),Y(Jt,{article:e,chosen:t,choose:r})]}),Y(`aside`,{"aria-live":`polite`,children:[Y(Mt,{}),i?Y(Xt,{claim:i}):Y(`p`,{children:K.pickClaim}),Y(`h2`,{children:K.actors}),Y(`ul`,{class:`names`,children:e.actors.nodes.map(e=>Y(`li`,{children:Y(`a`,{href:`/actors/${e.id}`,children:e.name})},e.id))})]})]})}function Jt({article:e,chosen:t,choose:n}){let r=[...e.claims.nodes.flatMap(e=>[{start:e.start,end:e.end,claim:e},...e.cues.map(({start:e,end:t})=>({start:e,end:t,cue:!0}))]),...e.mentions.nodes.map(e=>({start:e.start,end:e.end,mention:e}))],i=new Set;return Y(S,{children:kt(e.body).map(({text:e,start:a})=>Y(`p`,{children:Ot(e,r,a).map(e=>{let r=e.spans.findLast(e=>e.claim)?.claim,a=r!==void 0&&!i.has(r.id);return r&&i.add(r.id),Y(Yt,{...e,claim:r,first:a,choose:n,chosen:r?.id===t},e.start)})},a))})}function Yt({text:e,spans:t,claim:n,first:r,chosen:i,choose:a}){let o=t.find(e=>e.mention)?.mention,s=o?Y(`a`,{class:`mention`,href:`/actors/${o.actor.id}`,children:e}):e,c=t.some(e=>e.cue)?Y(`mark`,{class:`cue`,children:s}):s;if(!n)return Y(S,{children:c});let l=()=>a(n.id),u=`claim ${n.modality.toLowerCase()}${i?` chosen`:``}`;return r?Y(`span`,{class:u,"data-claim":n.id,onClick:l,children:[Y(`button`,{type:`button`,class:`reach`,onFocus:l,"aria-pressed":i,"aria-label":`${gt(n)}${lt(n.stance)}, ${ct(n.modality)}: ${n.text}`}),c]}):Y(`span`,{class:u,onClick:l,children:c})}function Xt({claim:e}){let t=e.related.edges;return Y(`section`,{class:`panel ${e.modality.toLowerCase()}`,children:[Y(`p`,{children:Y(`strong`,{children:e.text})}),Y(`dl`,{children:[Y(`dt`,{children:K.saidBy}),Y(`dd`,{children:[Y(Pt,{claim:e}),lt(e.stance)]}),e.subject&&Y(S,{children:[Y(`dt`,{children:K.about}),Y(`dd`,{children:Y(`a`,{href:`/actors/${e.subject.id}`,children:e.subject.name})})]}),Y(`dt`,{children:K.howSurely}),Y(`dd`,{children:Y(jt,{of:e.modality})}),e.cues.length>0&&Y(S,{children:[Y(`dt`,{children:K.cue}),Y(`dd`,{children:e.cues.map(({quote:e})=>`« ${e} »`).join(`, `)})]}),e.reviews.nodes.map(e=>Y(S,{children:[Y(`dt`,{children:K.reviews}),Y(`dd`,{children:[e.url?Y(`a`,{href:e.url,children:e.reviewer}):e.reviewer,`: `,e.rating]})]}))]}),t.length>0&&Y(S,{children:[Y(`h3`,{children:K.against}),Y(`ul`,{children:t.map(({id:e,node:t})=>Y(`li`,{children:Y(`a`,{href:`/claims/${t.id}`,children:[gt(t),`: `,t.text]})},e))})]}),Y(`p`,{children:Y(`a`,{href:`/claims/${e.id}`,children:K.openClaim})})]})}var Zt=J(`
  query ClaimPage($id: ID!) {
    claim(id: $id) {
      ...ClaimCard
      factuality
      prefix
      suffix
      sentence { text }
      retiredAt
      amounts { quote value unit }
      dates { quote date }
      reviews(first: 20) { nodes { id reviewer rating url reviewedAt } }
      related(first: 20) { edges { id kind score saidBy node { ...ClaimCard } } }
    }
  }
`);function Qt({id:e}){let t=U(Zt,{id:e});return $(t.data?.claim?.text),Y(S,{children:[Y(X,{state:t,children:({claim:e})=>e?Y($t,{claim:e}):Y(`p`,{role:`alert`,children:K.missing})}),Y(Z,{graphiql:W(Zt,{id:e}),csv:`/v1/claims/${e}/related?first=100&format=csv`})]})}function $t({claim:e}){return Y(S,{children:[Y(`h1`,{children:e.text}),Y(`dl`,{class:`panel ${e.modality.toLowerCase()}`,children:[Y(`dt`,{children:K.saidBy}),Y(`dd`,{children:[Y(Pt,{claim:e}),lt(e.stance)]}),e.subject&&Y(S,{children:[Y(`dt`,{children:K.about}),Y(`dd`,{children:Y(`a`,{href:`/actors/${e.subject.id}`,children:e.subject.name})})]}),Y(`dt`,{children:K.howSurely}),Y(`dd`,{children:[Y(jt,{of:e.modality}),` `,Y(`code`,{children:e.factuality})]}),e.sentence&&Y(S,{children:[Y(`dt`,{children:K.sentence}),Y(`dd`,{children:e.sentence.text})]}),Y(`dt`,{children:K.evidence}),Y(`dd`,{children:[Y(`span`,{class:`context`,children:e.prefix}),Y(Nt,{text:e.quote,start:e.start,cues:e.cues}),Y(`span`,{class:`context`,children:e.suffix}),Y(`br`,{}),Y(`a`,{href:`/articles/${e.article.id}#${e.id}`,children:e.article.title}),` · `,e.article.source?.name,` ·`,` `,mt(e.article.publishedAt)]}),e.reviews.nodes.map(e=>Y(S,{children:[Y(`dt`,{children:K.reviews}),Y(`dd`,{children:[e.url?Y(`a`,{href:e.url,children:e.reviewer}):e.reviewer,`: `,e.rating,` ·`,` `,mt(e.reviewedAt)]})]}))]}),e.related.edges.length>0&&Y(`section`,{children:[Y(`h2`,{children:K.related}),Y(`div`,{class:`pairs`,children:e.related.edges.map(({id:t,kind:n,node:r,score:i})=>Y(`div`,{class:`pair ${n.toLowerCase()}`,children:[Y(Q,{claim:e}),Y(`p`,{class:`kind`,children:[ut(n),` `,Y(`small`,{children:i.toFixed(2)})]}),Y(Q,{claim:r})]},t))})]})]})}var en=J(`
  query Contradicted($after: String) {
    claims(filter: { links: { some: { kind: [CONTRADICTS] } } }, first: 20, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { ...ClaimCard related(kind: CONTRADICTS, first: 5) { edges { id node { ...ClaimCard } } } }
    }
  }
`),tn=`/v1/claims?${new URLSearchParams({filter:JSON.stringify({links:{some:{kind:[`CONTRADICTS`]}}}),format:`csv`})}`;function nn(){$(K.contradictions);let e=U(en,{after:null}),[t,n]=R([]);z(()=>n(e.data?[e.data.claims]:[]),[e.data]);let r=t.at(-1)?.pageInfo,i=async()=>{let{claims:e}=await et(en,{after:r?.endCursor??null});n([...t,e])},a=rn(t);return Y(S,{children:[Y(`h1`,{children:K.contradictions}),Y(X,{state:e,children:()=>Y(`div`,{class:`pairs`,children:[a.map(({id:e,claim:t,other:n})=>Y(`div`,{class:`pair contradicts`,children:[Y(Q,{claim:t}),Y(`p`,{class:`kind`,children:`≠`}),Y(Q,{claim:n})]},e)),a.length===0&&Y(`p`,{children:K.nothing}),r?.hasNextPage&&Y(`button`,{type:`button`,onClick:i,children:K.more})]})}),Y(Z,{graphiql:W(en,{after:null}),csv:tn})]})}function rn(e){let t=e.flatMap(({nodes:e})=>e.flatMap(e=>e.related.edges.map(({id:t,node:n})=>({id:t,claim:e,other:n}))));return[...new Map(t.map(e=>[e.id,e])).values()]}function an({article:e}){return Y(`article`,{class:`card`,children:[Y(`h3`,{children:Y(`a`,{href:`/articles/${e.id}`,lang:e.language,children:e.title})}),Y(`p`,{class:`meta`,children:[e.source&&Y(S,{children:[e.source.name,` · `]}),mt(e.publishedAt),` · `,ht(e.claims.totalCount),` `,K.claims.toLowerCase(),e.retraction&&Y(S,{children:[` · `,Y(`strong`,{children:K.retracted})]})]})]})}var on=J(`
  query Latest {
    articles(first: 12) { totalCount nodes { ...ArticleRow } }
    claims(first: 6, filter: {modality: [REPORTED, PROBABLE, POSSIBLE, PREDICTED]}) { nodes { ...ClaimCard } }
  }
`),sn=J(`
  subscription NewClaims {
    claimAdded { claim { ...ClaimCard } }
  }
`),cn=[`modality:reported`,`lang:fr`,`modality:possible`],ln=20;function un(){$(void 0);let e=U(on,{}),[t,n]=R([]);return tt(sn,{},({claimAdded:e})=>{let t=e.claim;t&&n(e=>[t,...e.filter(({id:e})=>e!==t.id)].slice(0,ln))}),Y(S,{children:[Y(`h1`,{children:K.title}),Y(`p`,{class:`examples`,children:[K.try,` `,cn.map(e=>Y(`a`,{href:`/search?${new URLSearchParams({q:e})}`,children:Y(`code`,{children:e})},e))]}),Y(Mt,{}),Y(`section`,{"aria-live":`polite`,hidden:t.length===0,children:[Y(`h2`,{children:K.live}),t.map(e=>Y(Q,{claim:e},e.id))]}),Y(X,{state:e,children:({articles:e,claims:t})=>Y(`div`,{class:`columns`,children:[Y(`section`,{children:[Y(`h2`,{children:K.latest}),e.nodes.map(e=>Y(an,{article:e},e.id))]}),Y(`section`,{children:[Y(`h2`,{children:K.claims}),t.nodes.map(e=>Y(Q,{claim:e},e.id))]})]})}),Y(Z,{graphiql:W(on,{}),csv:`/v1/articles?first=100&format=csv`})]})}var dn=J(`
  query Find($query: String!, $types: [SearchType!], $after: String) {
    search(query: $query, types: $types, first: 20, after: $after) {
      totalCount
      totalCountRelation
      suggestions
      note
      facets { type { value count } }
      pageInfo { hasNextPage endCursor }
      edges {
        cursor
        score
        matchedBy
        highlights { field text start ranges { start end } }
        node {
          __typename
          ... on Article { id title language publishedAt source { name } }
          ... on Actor { id name kind description mentionCount }
          ... on Claim { ...ClaimCard }
        }
      }
    }
  }
`),fn=[`ARTICLE`,`ACTOR`,`CLAIM`];function pn(){let{query:e}=Ye(),t=e.q??``,n=fn.find(t=>t===e.type),r={query:t,types:n?[n]:null,after:null};$(t||K.search);let i=U(dn,r),[a,o]=R([]),[s,c]=R();z(()=>{o(i.data?.search.edges??[]),c(i.data?.search.pageInfo)},[i.data]);let l=async()=>{let{search:e}=await et(dn,{...r,after:s?.endCursor??null});o([...a,...e.edges]),c(e.pageInfo)},u=(e,t)=>`/search?${new URLSearchParams({q:e,...t&&{type:t}})}`;return Y(S,{children:[Y(`h1`,{children:t||K.search}),Y(X,{state:i,children:({search:e})=>Y(S,{children:[Y(`p`,{role:`status`,children:[K.results(`${e.totalCountRelation===`EXACT`?``:`≥ `}${ht(e.totalCount)}`),e.note&&Y(S,{children:[` · `,e.note]})]}),Y(`p`,{class:`examples`,children:fn.map(e=>Y(`a`,{href:u(t,e===n?void 0:e),"aria-current":e===n,children:{ARTICLE:K.articles,ACTOR:K.actors,CLAIM:K.claims}[e]},e))}),e.suggestions.length>0&&Y(`p`,{children:[K.didYouMean,` `,e.suggestions.map(e=>Y(`a`,{href:u(e),children:e},e))]}),a.length===0&&Y(`p`,{children:K.nothing}),Y(`ol`,{class:`results`,children:a.map(e=>Y(`li`,{children:Y(mn,{edge:e})},e.cursor))}),s?.hasNextPage&&Y(`button`,{type:`button`,onClick:l,children:K.more})]})}),Y(Z,{graphiql:W(dn,r),csv:`/v1/search?${new URLSearchParams({q:t,...n&&{types:n},format:`csv`})}`})]})}function mn({edge:e}){let{node:t}=e;return Y(`article`,{class:`card ${t.__typename===`Claim`?t.modality.toLowerCase():``}`,children:[Y(`h3`,{children:Y(`a`,{href:gn(t),children:_n(t)})}),Y(`p`,{class:`meta`,children:[Y(hn,{node:t}),` · `,K.score,` `,e.score.toFixed(2),` · `,K.foundBy(e.matchedBy.toLowerCase())]}),e.highlights.filter(({field:e})=>e!==`title`&&e!==`name`).map(e=>Y(`p`,{class:`quote`,children:Ot(e.text,e.ranges).map(e=>e.spans.length?Y(`mark`,{children:e.text},e.start):e.text)},`${e.field}${e.start}`))]})}function hn({node:e}){return e.__typename===`Article`?Y(S,{children:[e.source?.name??K.articles,` · `,mt(e.publishedAt)]}):e.__typename===`Actor`?Y(S,{children:[e.kind.toLowerCase(),` · `,K.mentions(e.mentionCount)]}):Y(S,{children:[gt(e),` · `,Y(jt,{of:e.modality})]})}var gn=e=>`/${{Article:`articles`,Actor:`actors`,Claim:`claims`}[e.__typename]}/${e.id}`,_n=e=>e.__typename===`Article`?e.title:e.__typename===`Actor`?e.name:e.text,vn=J(`
  query SourcesHedge {
    claimStats(groupBy: [SOURCE, MODALITY], first: 1000) { source { id name } modality count }
  }
`);function yn(){$(K.sourcesHow);let e=U(vn,{});return Y(S,{children:[Y(`h1`,{children:K.sourcesHow}),Y(Mt,{}),Y(X,{state:e,children:({claimStats:e})=>Y(bn,{rows:xn(e)})}),Y(Z,{graphiql:W(vn,{}),csv:`/v1/sources?first=100&format=csv`})]})}function bn({rows:e}){return Y(`table`,{class:`shares`,children:[Y(`thead`,{children:Y(`tr`,{children:[Y(`th`,{scope:`col`,children:K.sources}),Y(`th`,{scope:`col`,children:K.claims}),At.map(e=>Y(`th`,{scope:`col`,children:ct(e)},e))]})}),Y(`tbody`,{children:e.map(({id:e,name:t,total:n,counts:r})=>Y(`tr`,{children:[Y(`th`,{scope:`row`,children:Y(`a`,{href:`/search?${new URLSearchParams({q:`source:"${t}"`})}`,children:t})}),Y(`td`,{children:ht(n)}),At.map(e=>{let t=r[e]??0;return Y(`td`,{children:[Y(`meter`,{class:e.toLowerCase(),min:0,max:n,value:t,"aria-hidden":`true`}),` `,Math.round(100*t/n),` %`]},e)})]},e))})]})}function xn(e){let t=new Map;for(let{source:n,modality:r,count:i}of e){if(!n||!r)continue;let e=t.get(n.id)??{id:n.id,name:n.name,total:0,counts:{}};e.total+=i,e.counts[r]=i,t.set(n.id,e)}let n=e=>(e.counts.ASSERTED??0)/e.total;return[...t.values()].sort((e,t)=>n(e)-n(t))}var Sn=/^\/($|search|articles\/|actors\/|claims\/|contradictions|sources)/;function Cn(){return Y(He,{scope:Sn,children:Y(Et,{children:Y(We,{children:[Y(H,{path:`/`,component:un}),Y(H,{path:`/search`,component:pn}),Y(H,{path:`/articles/:id`,component:Kt}),Y(H,{path:`/actors/:id`,component:It}),Y(H,{path:`/claims/:id`,component:Qt}),Y(H,{path:`/contradictions`,component:nn}),Y(H,{path:`/sources`,component:yn}),Y(H,{default:!0,component:()=>Y(`p`,{role:`alert`,children:K.missing})})]})})})}document.documentElement.lang=G;var wn=document.getElementById(`explorer`);wn.replaceChildren(),de(Y(Cn,{}),wn);